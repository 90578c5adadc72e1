export interface SshOptions {
  /** Instead of the person's own ssh config. */
  readonly configFile?: string;
  /** How long connecting may take. */
  readonly connectSeconds?: number;
  /** Seconds between signs of life that ssh asks for; three without answer end the connection. */
  readonly aliveSeconds?: number;
  readonly platform?: NodeJS.Platform;
}

/** Which part a call of ssh plays: `alone` where connections cannot be shared. */
export type SshRole =
  { readonly kind: 'master' | 'client'; readonly socket: string } | { readonly kind: 'alone' };

/** Windows' OpenSSH cannot share connections. */
export const canShareConnections = (platform: NodeJS.Platform = process.platform): boolean =>
  platform !== 'win32';

/**
 * Arguments of ssh for a command on a host that has been checked (see `problemOfHost`). The person's own
 * config decides how the host is reached; what would get in the way of a program (terminals, forwardings,
 * commands of its own) is turned off, and host keys are never waved through, whatever the config says.
 */
export function sshArguments(
  host: string,
  command: string,
  call: SshOptions & {
    readonly role: SshRole;
    readonly mayAsk: boolean;
    readonly strict?: boolean;
  },
): string[] {
  const { configFile, connectSeconds = 20, aliveSeconds = 10, role, mayAsk, strict } = call;
  const settings: Record<string, string | number> = {
    BatchMode: mayAsk ? 'no' : 'yes',
    StrictHostKeyChecking: mayAsk && !strict ? 'ask' : 'yes',
    ConnectTimeout: connectSeconds,
    ServerAliveInterval: aliveSeconds,
    ServerAliveCountMax: 3,
    ClearAllForwardings: 'yes',
    ForwardAgent: 'no',
    ForwardX11: 'no',
    PermitLocalCommand: 'no',
    RemoteCommand: 'none',
    RequestTTY: 'no',
    ControlMaster: role.kind === 'master' ? 'yes' : 'no',
    ControlPath: role.kind === 'alone' ? 'none' : role.socket,
    ControlPersist: 'no',
  };
  return [
    ...(configFile === undefined ? [] : ['-F', configFile]),
    '-T',
    ...Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`]),
    '--',
    host,
    command,
  ];
}
