import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { SshOptions } from '../../../../src/host/shell/sshArguments.ts';
import { temporaryFolder } from '../files/temporaryFolder.ts';
import { answers, freePort } from './loopback.ts';

const sshd = ['/usr/sbin/sshd', '/usr/local/sbin/sshd'].find((path) => existsSync(path));

/** Why these tests cannot run here; false when they can. */
export const withoutSshd =
  sshd === undefined && 'there is no OpenSSH server (apt-get install openssh-server)';

/** A proxy between ssh and sshd that can be cut. */
export interface Wire {
  readonly port: number;
  /** Bytes sent to the server. */
  readonly sent: () => number;
  readonly received: () => number;
  /** Closes all open connections. */
  cut(): void;
  /** Drops all data silently, like a pulled plug. */
  pull(): void;
  /** Ends `pull`. */
  plug(): void;
  /** Cuts after so many more bytes in either direction, and repeats so many times. */
  cutAfter(bytes: number, times?: number): void;
  /** Number of connections made by clients. */
  readonly attempts: () => number;
  /** Number of times that open connections were cut. */
  readonly cuts: () => number;
}

export interface SshServer {
  /** An alias in the config below. */
  readonly host: string;
  readonly options: SshOptions & Required<Pick<SshOptions, 'configFile' | 'connectSeconds'>>;
  readonly folder: string;
  readonly wire: Wire;
  /** Key files of the server and of the user. */
  readonly hostKey: string;
  readonly userKey: string;
  readonly knownHosts: string;
  /** Ends the server and all its connections. */
  stop(): Promise<void>;
  start(): Promise<void>;
}

/** A real OpenSSH server on loopback with its own keys and config, removed after the test. */
export async function startSshServer(
  test: Pick<TestContext, 'after'>,
  {
    config = [] as string[],
    server = [] as string[],
    /** Environment of the user's sessions, besides PATH. */
    environment = {},
    /** Latency of each byte in either direction. */
    delayMilliseconds = 0,
  } = {},
): Promise<SshServer> {
  const folder = await temporaryFolder(test);
  const home = join(folder, 'home');
  mkdirSync(home);
  // The user's own start-up files must not affect the tests.
  const ownSessions = ownSessionsWith({ PATH: process.env.PATH ?? '', HOME: home, ...environment });
  const [hostKey, userKey] = [join(folder, 'host_key'), join(folder, 'user_key')];
  for (const path of [hostKey, userKey]) {
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'test', '-f', path]);
  }
  await writeFile(join(folder, 'authorized_keys'), await readFile(`${userKey}.pub`), {
    mode: 0o600,
  });
  const knownHosts = join(folder, 'known_hosts');
  let running: ChildProcess | undefined;
  let port = 0;
  const start = async (): Promise<void> => {
    // sshd exits if another process takes the port meanwhile: try another one.
    for (let attempt = 1; ; attempt++) {
      port = await freePort();
      running = await startSshd(folder, port, { first: server, last: ownSessions });
      if (running) return;
      if (attempt === 5) throw new Error('sshd does not start');
    }
  };
  const stop = async (): Promise<void> => {
    const child = running;
    running = undefined;
    if (child?.exitCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    // The listener's children each serve a connection, with a child of their own.
    const serving = childrenOf(child.pid ?? 0);
    for (const pid of [child.pid ?? 0, ...serving, ...serving.flatMap(sshdsOf)]) end(pid);
    await ended;
  };
  await start();
  const { wire, close } = await startWire(() => port, delayMilliseconds);
  test.after(async () => {
    close();
    await stop();
  });
  const key = (await readFile(`${hostKey}.pub`, 'utf8')).split(' ').slice(0, 2).join(' ');
  await writeFile(knownHosts, `[127.0.0.1]:${wire.port} ${key}\n`);
  const configFile = join(folder, 'ssh_config');
  await writeFile(
    configFile,
    [
      ...config,
      'Host testhost',
      '  HostName 127.0.0.1',
      `  Port ${wire.port}`,
      `  User ${userInfo().username}`,
      `  IdentityFile ${userKey}`,
      '  IdentitiesOnly yes',
      '  IdentityAgent none',
      `  UserKnownHostsFile ${knownHosts}`,
      '  GlobalKnownHostsFile /dev/null',
      '',
    ].join('\n'),
  );
  return {
    host: 'testhost',
    options: { configFile, connectSeconds: 4, aliveSeconds: 1 },
    folder,
    wire,
    hostKey,
    userKey,
    knownHosts,
    stop,
    start,
  };
}

/** Last lines of sshd's configuration. */
const ownSessionsWith = (environment: Readonly<Record<string, string>>): string[] => [
  `Match User ${userInfo().username}`,
  `  SetEnv ${Object.entries(environment)
    .map(([name, value]) => `"${name}=${value}"`)
    .join(' ')}`,
];

interface Extra {
  readonly first: readonly string[];
  readonly last: readonly string[];
}

async function startSshd(folder: string, port: number, { first, last }: Extra) {
  if (userInfo().uid === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
  const path = join(folder, 'sshd_config');
  await writeFile(
    path,
    [
      ...first,
      `Port ${port}`,
      'ListenAddress 127.0.0.1',
      `HostKey ${join(folder, 'host_key')}`,
      'PidFile none',
      // The default one is quantum-resistant and slow.
      'KexAlgorithms curve25519-sha256',
      'UsePAM no',
      'PermitRootLogin yes',
      'StrictModes no',
      'PasswordAuthentication no',
      `AuthorizedKeysFile ${join(folder, 'authorized_keys')}`,
      'MaxStartups 100',
      'Subsystem sftp internal-sftp',
      'LogLevel ERROR',
      ...last,
      '',
    ].join('\n'),
  );
  const child = spawn(sshd ?? '', ['-D', '-f', path], {
    stdio: 'ignore',
    detached: true,
  });
  for (let tries = 0; tries < 100; tries++) {
    if (child.exitCode !== null) return undefined;
    if (await answers(port, 'data')) return child;
    await delay(50);
  }
  return undefined;
}

async function startWire(
  target: () => number,
  delayMilliseconds: number,
): Promise<{ wire: Wire; close: () => void }> {
  const sockets = new Set<Socket>();
  let isPulled = false;
  let left = Infinity;
  let again: { readonly bytes: number; times: number } | undefined;
  let cuts = 0;
  const passed = { sent: 0, received: 0 };
  const cut = (): void => {
    if (sockets.size > 0) cuts++;
    for (const socket of sockets) socket.destroy();
  };
  const join_ = (from: Socket, to: Socket, way: 'sent' | 'received'): void => {
    sockets.add(from);
    from.on('error', () => undefined);
    from.on('close', () => {
      sockets.delete(from);
      if (!isPulled) to.destroy();
    });
    from.on('data', (bytes: Buffer) => {
      if (isPulled) return;
      passed[way] += bytes.length;
      left -= bytes.length;
      if (left > 0) {
        if (delayMilliseconds === 0) to.write(bytes);
        else setTimeout(() => to.write(bytes), delayMilliseconds);
        return;
      }
      left = Infinity;
      if (again && --again.times > 0) left = again.bytes;
      cut();
    });
  };
  let attempts = 0;
  const server = createServer((near) => {
    attempts++;
    const far = connect(target(), '127.0.0.1');
    join_(near, far, 'sent');
    join_(far, near, 'received');
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return {
    wire: {
      port: (server.address() as AddressInfo).port,
      sent: () => passed.sent,
      received: () => passed.received,
      cut,
      pull: () => {
        isPulled = true;
      },
      plug: () => {
        isPulled = false;
        cut();
      },
      cutAfter: (bytes, times = 1) => {
        left = bytes;
        again = { bytes, times };
      },
      cuts: () => cuts,
      attempts: () => attempts,
    },
    close: () => {
      server.close();
      cut();
    },
  };
}

const childrenOf = (pid: number): number[] => listed(['--ppid', String(pid), '-o', 'pid=']);
/** Excludes what the session runs. */
const sshdsOf = (pid: number): number[] =>
  childrenOf(pid).filter((child) => {
    const name = spawnSync('ps', ['-p', String(child), '-o', 'comm='], { encoding: 'utf8' }).stdout;
    return name.startsWith('sshd');
  });
const listed = (args: readonly string[]): number[] =>
  spawnSync('ps', args, { encoding: 'utf8' })
    .stdout.trim()
    .split(/\s+/)
    .filter(Boolean)
    .map(Number);

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}
