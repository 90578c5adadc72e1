import { UserError, type Remedy } from '../common/userError.ts';
import { formatBytes } from '../common/formatBytes.ts';

type Parameters = Readonly<Record<string, string | number>>;
type FailureMessage = (
  p: (name: string) => string,
  host: string,
) => [message: string, remedy?: Remedy];

const again = 'then run Set Up Trainer again';

/** Failure codes of trainer/cricket_lora_host and its callers. */
const messages: Readonly<Record<string, FailureMessage>> = {
  'no-python': (_, host) => [
    `There is no Python 3.10 or newer on ${host}. Install it there (on Debian and Ubuntu: sudo apt-get install python3 python3-venv), ${again}; or name an interpreter under “python” in cricketLora.targets.`,
    'open settings',
  ],
  'python-missing': (p, host) => [
    `${p('python')} does not exist on ${host}. Run Set Up Trainer, or correct “python” in cricketLora.targets.`,
    'set up trainer',
  ],
  'venv-missing': (p, host) => [
    `${p('python')} on ${host} has no module venv. On Debian and Ubuntu it is a separate package: run sudo apt-get install python3-venv there, ${again}.`,
  ],
  'install-failed': (p, host) => [
    `The trainer’s environment could not be created on ${host}. Its last output:\n${p('said')}`,
    'show log',
  ],
  'host-offline': (p, host) => [
    `${host} cannot reach the package index. Connect it, or copy the wheels of trainer/requirements.txt into its folder ${p('wheels')}, ${again}. Its last output:\n${p('said')}`,
    'show log',
  ],
  'driver-too-old': (p, host) => [
    `The NVIDIA driver of ${host} is ${p('driver')}; PyTorch needs ${p('needed')} or newer. Update the driver there, ${again}.`,
  ],
  'disk-full': (p, host) => [
    `The disk of ${p('path')} on ${host} is full: ${Number(p('needed')) > 0 ? `${formatBytes(Number(p('needed')))} are needed and ` : ''}${formatBytes(Number(p('free')))} are free. Clean Up Target shows what can be removed.`,
    'clean up target',
  ],
  'folder-refused': (p, host) => [
    `The folder ${p('folder')} on ${host} cannot be used: ${p('reason')}. Choose another under “folder” in cricketLora.targets.`,
    'open settings',
  ],
  'gpus-busy': (p, host) => [
    `Every GPU of ${host} (${p('gpus')}) has a run of yours already: ${p('runs')}. Wait for it or cancel it; or set “shareGpus” in cricketLora.targets.`,
    'open settings',
  ],
  'already-running': (p, host) => [
    `This run is already being trained on ${host} (process ${p('pid')}). Wait for it or cancel it.`,
  ],
  'still-running': (p, host) => [
    `${p('run')} is still running on ${host} (process ${p('pid')}). Cancel it before it is removed.`,
  ],
  unkillable: (p, host) => [
    `The process ${p('pid')} on ${host} does not end, not even when killed: it waits for a device or a disk. End it yourself once that answers.`,
  ],
  'host-error': (p, host) => [`${host}: ${p('path')}: ${p('reason')}.`, 'show log'],
};

export const hostFailureCodes: readonly string[] = Object.keys(messages);

/** What a host refused, and why. */
export class HostFailure extends UserError {
  readonly code: string;

  constructor(code: string, message: string, remedy?: Remedy) {
    super(message, remedy);
    this.code = code;
  }
}

/** A user-readable failure of a host; unknown codes get a general message. */
export function hostFailure(host: string, code: string, parameters: Parameters): HostFailure {
  const make = Object.hasOwn(messages, code) ? messages[code] : undefined;
  if (!make) {
    return new HostFailure(code, `${host} failed with ‘${code}’. The log has more.`, 'show log');
  }
  const [message, remedy] = make((name) => String(parameters[name] ?? '?'), host);
  return new HostFailure(code, message, remedy);
}
