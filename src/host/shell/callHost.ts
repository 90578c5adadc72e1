import { say } from '../../core/common/sentence.ts';
import { randomBytes } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
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

export interface HostRequest {
  readonly operation: string;
  /** Our folder on the host; may start with `~/`. */
  readonly folder: string;
  /** The configured interpreter; empty if there is none. */
  readonly python: string;
  readonly [parameter: string]: unknown;
}

export interface CallOptions {
  /** Sends data after the request: contents of files. */
  readonly data?: (to: Writable) => Promise<void>;
  /** Receives the frames before the answer; awaited, so that a slow disk slows down the host. */
  readonly onFrame?: (frame: Frame) => void | Promise<void>;
  readonly signal?: AbortSignal | undefined;
  /** Seconds of silence after which the connection counts as lost. */
  readonly silenceSeconds?: number;
}

/**
 * Executes an operation on a host and returns its answer. The Python code that does it is sent with
 * the request (some 20 kB), so there is nothing to install and no version to get out of step.
 *
 * @returns the answer, validated by the schema of its operation (`answerSchemas`)
 * @throws ConnectionLost when the connection is lost before the answer; UserError for a refusal or
 *   an invalid answer; the signal's reason when aborted
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

/**
 * @throws UserError with the host's name when its answer does not match the schema of the operation
 */
function acceptAnswer(answer: unknown, { operation, offered }: HostRequest, host: string): unknown {
  const isLacking = typeof answer === 'object' && answer !== null && 'missing' in answer;
  const schema = isLacking && offered !== undefined ? missingSchema : answerSchemas[operation];
  if (schema === undefined) throw new Error(`No schema says what ${operation} answers`);
  const { value, problem } = checkValue(schema, answer);
  if (problem === undefined) return value;
  throw new UserError(
    say(
      '{0} answered ‘{1}’ with what no host of Cricket LoRA answers ({2}). Nothing of it was used. Look at what runs there; if all is well, set the trainer up again.',
      host,
      operation,
      problem,
    ),
    'show log',
  );
}

const exitWithoutPython = 97;

/**
 * Finds a Python and starts the agent; everything that a login shell prints comes before the
 * marker. The agent itself reports an interpreter that is too old, before reading anything:
 * starting each twice would take time. The script is passed as octal digits (see
 * `commandForAnyShell`), because login shells quote differently.
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
const agentPackage = 'cricket_lora_host';

/** Lets Python import the sources that come through stdin, each when another asks for it. */
const loader = `
import sys
if sys.version_info < (3, 10): sys.exit(${exitTooOld})
import json
from importlib.abc import InspectLoader
from importlib.util import spec_from_loader
source = sys.stdin.buffer
sources = json.loads(source.read(int(source.readline())))
class Sent(InspectLoader):
    def find_spec(self, name, path, target=None):
        return spec_from_loader(name, self) if name in sources else None
    def get_source(self, name):
        return sources[name]
    def is_package(self, name):
        return name == "${agentPackage}"
sys.meta_path.insert(0, Sent())
from ${agentPackage}.agent import main
main()
`;

let bundled: Promise<Buffer> | undefined;

/** By module: the sources of the agent's package. */
async function makeBundle(): Promise<Buffer> {
  const folder = join(extensionFolder(), 'trainer', agentPackage);
  const files = (await readdir(folder)).filter((name) => name.endsWith('.py'));
  const sources = await Promise.all(
    files.map(async (file) => [moduleOf(file), await readFile(join(folder, file), 'utf8')]),
  );
  const text = Buffer.from(JSON.stringify(Object.fromEntries(sources)));
  return Buffer.concat([Buffer.from(`${text.length}\n`), text]);
}

const moduleOf = (file: string): string =>
  file === '__init__.py' ? agentPackage : `${agentPackage}.${file.slice(0, -'.py'.length)}`;

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
    // Disconnected in the middle: the missing answer reports it.
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
    // This connection only looks open: later calls need a new one.
    shell.close();
    throw new ConnectionLost(
      say('{0} has said nothing for {1} s.', shell.name, silenceSeconds ?? 0),
    );
  }
  return undefined;
}
