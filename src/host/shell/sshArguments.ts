export interface SshOptions {
  /** Replaces the user's ssh config. */
  readonly configFile?: string;
  /** Timeout for connecting. */
  readonly connectSeconds?: number;
  /** Seconds between ssh's keepalives; three without an answer end the connection. */
  readonly aliveSeconds?: number;
  readonly platform?: NodeJS.Platform;
}

/** The role of an ssh process: `alone` if connections cannot be shared. */
export type SshRole =
  { readonly kind: 'master' | 'client'; readonly socket: string } | { readonly kind: 'alone' };

/** Windows' OpenSSH cannot share connections. */
export const canShareConnections = (platform: NodeJS.Platform = process.platform): boolean =>
  platform !== 'win32';

/**
 * ssh's arguments for a command on a validated host (see `problemOfHost`). The user's config
 * decides how to reach the host; features that interfere with a program (terminals, forwardings,
 * its own commands) are disabled, and unknown host keys are never accepted silently, whatever the
 * config says.
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
