import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { socketRoot } from './socketRoot.ts';
import { readSshPrompt, type SshPrompt } from '../../core/target/sshPrompt.ts';

/** Asks the user ssh's prompt; undefined when it is dismissed. */
export type AnswerPrompt = (prompt: SshPrompt) => Promise<string | undefined>;

export interface Askpass {
  /** Environment variables for ssh. */
  readonly env: Readonly<Record<string, string>>;
  /** True once the user has dismissed a prompt. */
  readonly isDeclined: () => boolean;
  stop(): Promise<void>;
}

/** Sends the prompt through the socket and prints the answer; exits with 1 if there is none. */
const program = `
const { connect } = require('node:net');
const socket = connect(process.env.CRICKET_LORA_ASKPASS_SOCKET);
let answer = '';
socket.on('connect', () => socket.end(JSON.stringify({
  token: process.env.CRICKET_LORA_ASKPASS_TOKEN, prompt: process.argv[2] ?? '',
})));
socket.setEncoding('utf8').on('data', (text) => (answer += text));
socket.on('error', () => process.exit(1));
socket.on('end', () => {
  if (!answer.endsWith('\\n')) process.exit(1);
  process.stdout.write(answer);
});
`;

/**
 * Lets ssh prompt the user: ssh starts a helper program, which connects to a socket in a folder
 * that only this user can access. Answers are never written to disk.
 */
export async function startAskpass(
  answer: AnswerPrompt,
  platform: NodeJS.Platform = process.platform,
): Promise<Askpass> {
  const folder = await mkdtemp(join(socketRoot(), 'cl-'));
  const token = randomBytes(16).toString('hex');
  const socketPath =
    platform === 'win32' ? `\\\\.\\pipe\\cricket-lora-${token.slice(0, 8)}` : join(folder, 's');
  const programPath = join(folder, 'askpass.cjs');
  await writeFile(programPath, program, { mode: 0o600 });
  const { name, text } = helperFor(platform);
  const helper = join(folder, name);
  await writeFile(helper, text, { mode: 0o700 });
  const asked = new Map<string, number>();
  let isDeclined = false;
  const reply = async (socket: Socket, line: string): Promise<void> => {
    const request = JSON.parse(line) as { token?: unknown; prompt?: unknown };
    if (request.token !== token || typeof request.prompt !== 'string') {
      socket.destroy();
      return;
    }
    const repeated = asked.get(request.prompt) ?? 0;
    asked.set(request.prompt, repeated + 1);
    const given = isDeclined ? undefined : await answer(readSshPrompt(request.prompt, repeated));
    if (given === undefined) isDeclined = true;
    socket.end(given === undefined ? '' : `${given}\n`);
  };
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    let line = '';
    socket.on('error', () => undefined);
    socket.setEncoding('utf8').on('data', (part: string) => (line += part));
    socket.on('end', () => {
      reply(socket, line).catch(() => socket.destroy());
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(socketPath, resolve);
  });
  return {
    env: {
      SSH_ASKPASS: helper,
      SSH_ASKPASS_REQUIRE: 'force',
      // Before OpenSSH 8.4, askpass programs were only used with a display.
      DISPLAY: process.env.DISPLAY ?? ':0',
      CRICKET_LORA_NODE: process.execPath,
      CRICKET_LORA_ASKPASS: programPath,
      CRICKET_LORA_ASKPASS_SOCKET: socketPath,
      CRICKET_LORA_ASKPASS_TOKEN: token,
    },
    isDeclined: () => isDeclined,
    stop: async () => {
      server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The program for ssh: VS Code's own executable acts as Node if told to. */
export function helperFor(platform: NodeJS.Platform): {
  readonly name: string;
  readonly text: string;
} {
  if (platform === 'win32') {
    return {
      name: 'askpass.cmd',
      text: '@echo off\r\nset ELECTRON_RUN_AS_NODE=1\r\n"%CRICKET_LORA_NODE%" "%CRICKET_LORA_ASKPASS%" %*\r\n',
    };
  }
  return {
    name: 'askpass.sh',
    text: '#!/bin/sh\nELECTRON_RUN_AS_NODE=1 exec "$CRICKET_LORA_NODE" "$CRICKET_LORA_ASKPASS" "$@"\n',
  };
}
