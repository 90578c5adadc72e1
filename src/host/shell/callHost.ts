import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { checkValue } from '../../core/common/checkValue.ts';
import { UserError } from '../../core/common/userError.ts';
import { hostFailure } from '../../core/target/hostFailures.ts';
import { answerSchemas, missingSchema } from '../../core/target/hostSchemas.ts';
import { extensionFolder } from '../files/extensionFolder.ts';
import { readFrames, type Frame } from './readFrames.ts';
import { quoteForSh } from './quoteForSh.ts';
import { ConnectionLost, type Channel, type Shell } from './shell.ts';

/** trainer/cricket_lora_host, each after those it imports. */
const modules = [
  'wire',
  'places',
  'processes',
  'blobs',
  'gpus',
  'environment',
  'start',
  'export',
  'results',
  'follow',
  'cancel',
  'cleanup',
  'check',
  'agent',
] as const;

export interface HostRequest {
  readonly operation: string;
  /** Folder of ours on the host, `~/` allowed. */
  readonly folder: string;
  /** Interpreter that the person chose; empty when none. */
  readonly python: string;
  readonly [parameter: string]: unknown;
}

export interface CallOptions {
  /** What follows the request: bytes of files. */
  readonly data?: (to: Writable) => Promise<void>;
  /** What comes before the answer; awaited, so that a slow disk slows the host. */
  readonly onFrame?: (frame: Frame) => void | Promise<void>;
  readonly signal?: AbortSignal | undefined;
  /** How long the host may say nothing at all before the connection counts as lost. */
  readonly silenceSeconds?: number;
}

/**
 * Has a target do one thing and answer. The Python that does it travels with the request (some 20 kB), so
 * that there is nothing to install and no version to go out of step.
 *
 * @returns the answer, which has passed the schema of its operation (`answerSchemas`)
 * @throws ConnectionLost when the connection went before the answer; UserError for what the host refuses,
 *   and for an answer that is none; the signal's reason when aborted
 */
export async function callHost<Answer = Record<string, unknown>>(
  shell: Shell,
  request: HostRequest,
  asking: CallOptions = {},
): Promise<Answer> {
  const { signal } = asking;
  signal?.throwIfAborted();
  const marker = `cricket-lora-${randomBytes(8).toString('hex')}`;
  const bundle = await readBundle();
  const channel = shell.open(launcher(marker, request));
  const close = (): void => {
    channel.close();
  };
  signal?.addEventListener('abort', close, { once: true });
  try {
    const sending = send(channel, bundle, request, asking.data);
    const answer = await receive(channel, marker, asking, shell);
    await sending;
    signal?.throwIfAborted();
    if (answer !== undefined) return acceptAnswer(answer, request, shell.name) as Answer;
    const end = await channel.ended;
    signal?.throwIfAborted();
    throw end.exit === exitWithoutPython
      ? hostFailure(shell.name, 'no-python', {})
      : shell.failureOf(end);
  } finally {
    signal?.removeEventListener('abort', close);
    channel.close();
  }
}

/** @throws UserError naming the host when its answer is not of the form that this operation has */
function acceptAnswer(answer: unknown, { operation, offered }: HostRequest, host: string): unknown {
  const isLacking = typeof answer === 'object' && answer !== null && 'missing' in answer;
  const schema = isLacking && offered !== undefined ? missingSchema : answerSchemas[operation];
  if (schema === undefined) throw new Error(`No schema says what ${operation} answers`);
  const { value, problem } = checkValue(schema, answer);
  if (problem === undefined) return value;
  throw new UserError(
    `${host} answered ‘${operation}’ with what no host of Cricket LoRA answers (${problem}). Nothing of it was used. Look at what runs there; if all is well, set the trainer up again.`,
    'show log',
  );
}

const exitWithoutPython = 97;

/**
 * Finds a Python and starts the agent; what a login shell prints before it comes before the marker. The agent
 * itself says when its interpreter is too old, before it has read anything: starting one twice takes time.
 */
function launcher(marker: string, { folder, python }: HostRequest): string {
  return `set -- ${[marker, folder, python].map(quoteForSh).join(' ')}
folder=$2
case $folder in "~/"*) folder=$HOME/\${folder#"~/"};; esac
case $3 in "~/"*) chosen=$HOME/\${3#"~/"};; *) chosen=$3;; esac
printf '\\n%s\\n' "$1"
for python in "$chosen" python3 python3.14 python3.13 python3.12 python3.11 python3.10 python "$folder/env/bin/python"; do
  [ -n "$python" ] && command -v "$python" >/dev/null 2>&1 || continue
  "$python" -I -c ${quoteForSh(loader)}
  case $? in ${exitTooOld}|126|127) ;; *) exit;; esac
done
exit ${exitWithoutPython}`;
}

const exitTooOld = 98;

const loader = `
import sys
if sys.version_info < (3, 10): sys.exit(${exitTooOld})
import json, types
source = sys.stdin.buffer
for name, text in json.loads(source.read(int(source.readline()))).items():
    module = types.ModuleType(name)
    module.__path__ = []
    sys.modules[name] = module
    exec(compile(text, name, "exec"), module.__dict__)
sys.modules["cricket_lora_host.agent"].main()
`;

let bundled: Promise<Buffer> | undefined;

async function makeBundle(): Promise<Buffer> {
  const folder = join(extensionFolder(), 'trainer', 'cricket_lora_host');
  const sources = await Promise.all(
    modules.map(async (name) => [
      `cricket_lora_host.${name}`,
      await readFile(join(folder, `${name}.py`), 'utf8'),
    ]),
  );
  const package_ = ['cricket_lora_host', ''];
  const text = Buffer.from(JSON.stringify(Object.fromEntries([package_, ...sources])));
  return Buffer.concat([Buffer.from(`${text.length}\n`), text]);
}

const readBundle = (): Promise<Buffer> => (bundled ??= makeBundle());

async function send(
  { stdin, ended }: Channel,
  bundle: Buffer,
  request: HostRequest,
  data: CallOptions['data'],
): Promise<void> {
  stdin.write(bundle);
  stdin.write(`${JSON.stringify(request)}\n`);
  if (data) {
    // Hung up in the middle: the missing answer says so.
    await Promise.race([data(stdin), ended]);
  }
  stdin.end();
}

async function receive(
  channel: Channel,
  marker: string,
  { onFrame, silenceSeconds }: CallOptions,
  shell: Shell,
): Promise<unknown> {
  let watchdog: NodeJS.Timeout | undefined;
  const silence = { isOver: false };
  const heard = (): void => {
    if (silenceSeconds === undefined) return;
    clearTimeout(watchdog);
    watchdog = setTimeout(() => {
      silence.isOver = true;
      channel.close();
    }, silenceSeconds * 1000);
  };
  try {
    heard();
    for await (const frame of readFrames(channel.stdout, marker, shell.name)) {
      heard();
      const { failure } = frame.header;
      const { answer } = frame.header as { readonly answer?: unknown };
      if (failure) {
        const { code, parameters } = failure;
        if (code === 'upload-cut' || code === 'upload-damaged') throw new ConnectionLost(code);
        throw hostFailure(shell.name, code, parameters);
      }
      if (answer !== undefined) return answer;
      await onFrame?.(frame);
    }
  } finally {
    clearTimeout(watchdog);
  }
  if (silence.isOver) {
    // Whoever comes next needs another connection: this one only looks open.
    shell.close();
    throw new ConnectionLost(`${shell.name} has said nothing for ${silenceSeconds ?? 0} s.`);
  }
  return undefined;
}
