import { execFile } from 'node:child_process';
import { readFile, readdir } from 'node:fs/promises';
import { promisify } from 'node:util';
import { safeFolder } from './safeFolder.ts';

/** Identifies a process even if its pid is reused later. */
export interface ProcessIdentity {
  readonly pid: number;
  /**
   * The start time that the system reports (see RunStatus); empty if the process ended before it
   * could be read.
   */
  readonly processStart: string;
  /** See `placeHere`; absent in files of earlier versions. */
  readonly place?: string;
}

/** What the system reports about a live process. */
export interface LiveProcess extends ProcessIdentity {
  /** Its process group; undefined on Windows, which has none. */
  readonly group: number | undefined;
}

export interface Processes {
  /** Undefined if no such process lives; zombies do not count. */
  read(pid: number): Promise<LiveProcess | undefined>;
  /** Live members of a process group. */
  inGroup(group: number): Promise<LiveProcess[]>;
  /** With its arguments, each once where the system keeps them apart; empty when it is gone. */
  commandLine(pid: number): Promise<readonly string[]>;
}

/** Reads the platform's process list. */
export function processesOf(platform: NodeJS.Platform = process.platform): Processes {
  if (platform === 'linux')
    return { read: readProc, inGroup: listProc, commandLine: commandOfProc };
  if (platform === 'win32') {
    return {
      read: readWindows,
      inGroup: () => Promise.resolve([]),
      commandLine: commandOfWindows,
    };
  }
  return { read: readPs, inGroup: listPs, commandLine: commandOfPs };
}

/** True while the process with this pid and start time lives. */
export async function isAlive(
  { pid, processStart }: ProcessIdentity,
  processes = processesOf(),
): Promise<boolean> {
  return processStart !== '' && (await processes.read(pid))?.processStart === processStart;
}

async function readProc(pid: number): Promise<LiveProcess | undefined> {
  try {
    return parseProcStat(await readFile(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return undefined;
  }
}

async function commandOfProc(pid: number): Promise<string[]> {
  return readFile(`/proc/${pid}/cmdline`, 'utf8').then(
    (text) => text.split('\0'),
    () => [],
  );
}

async function listProc(group: number): Promise<LiveProcess[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const all = await Promise.all(pids.map(readProc));
  return all.filter((found) => found?.group === group) as LiveProcess[];
}

/** Parses /proc/PID/stat; undefined for zombies. See proc_pid_stat(5). */
export function parseProcStat(text: string): LiveProcess | undefined {
  // The name in parentheses may contain parentheses and spaces: count fields from the last one.
  const [state, , group, ...rest] = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const processStart = rest[16];
  if (state === 'Z' || state === 'X' || !processStart) return undefined;
  return { pid: Number.parseInt(text, 10), group: Number(group), processStart };
}

const run = promisify(execFile);
const inSafeFolder = () => ({ cwd: safeFolder() });

async function readPs(pid: number): Promise<LiveProcess | undefined> {
  return (await ps(['-p', String(pid)])).at(0);
}

async function commandOfPs(pid: number): Promise<string[]> {
  const args = ['-ww', '-p', String(pid), '-o', 'command='];
  return run('ps', args, inSafeFolder()).then(
    ({ stdout }) => [stdout.trim()],
    () => [],
  );
}

async function listPs(group: number): Promise<LiveProcess[]> {
  return (await ps(['-A'])).filter((found) => found.group === group);
}

async function ps(which: readonly string[]): Promise<LiveProcess[]> {
  try {
    // ps formats times by the caller's locale and time zone: always the same here.
    const env = { ...process.env, LC_ALL: 'C', TZ: 'UTC' };
    const args = [...which, '-o', 'pid=,pgid=,stat=,lstart='];
    const { stdout } = await run('ps', args, { ...inSafeFolder(), env });
    return stdout.split('\n').flatMap((line) => parsePsLine(line) ?? []);
  } catch {
    // ps fails when it finds none.
    return [];
  }
}

/** Parses a line of `ps -o pid=,pgid=,stat=,lstart=`; undefined for zombies. */
export function parsePsLine(line: string): LiveProcess | undefined {
  const [, pid, group, state, processStart] =
    /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.+?)\s*$/.exec(line) ?? [];
  if (!processStart || state?.startsWith('Z')) return undefined;
  return { pid: Number(pid), group: Number(group), processStart };
}

async function readWindows(pid: number): Promise<LiveProcess | undefined> {
  try {
    const processStart = await powershell(
      `(Get-Process -Id ${pid} -ErrorAction Stop).StartTime.ToFileTimeUtc()`,
    );
    return processStart === '' ? undefined : { pid, group: undefined, processStart };
  } catch {
    return undefined;
  }
}

async function commandOfWindows(pid: number): Promise<string[]> {
  const query = `(Get-CimInstance Win32_Process -Filter 'ProcessId=${pid}').CommandLine`;
  return powershell(query).then(
    (text) => [text],
    () => [],
  );
}

async function powershell(command: string): Promise<string> {
  const args = ['-NoProfile', '-NonInteractive', '-Command', command];
  return (await run('powershell', args, inSafeFolder())).stdout.trim();
}
