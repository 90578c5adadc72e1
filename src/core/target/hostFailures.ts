import { say, type Sentence, type Text } from '../common/sentence.ts';
import { UserError, type Remedy } from '../common/userError.ts';
import { formatBytes } from '../common/formatBytes.ts';

type Parameters = Readonly<Record<string, string | number>>;
type FailureMessage = (
  p: (name: string) => string,
  host: string,
) => [message: Sentence, remedy?: Remedy];

/** Failure codes of trainer/cricket_lora_host and its callers. */
const messages: Readonly<Record<string, FailureMessage>> = {
  'no-python': (_, host) => [
    say(
      'There is no Python 3.10 or newer on {0}. Install it there (on Debian and Ubuntu: sudo apt-get install python3 python3-venv), then run Set Up Python again; or name an interpreter under “python” in cricketLora.targets.',
      host,
    ),
    'open settings',
  ],
  'python-missing': (p, host) => [
    say(
      '{0} does not exist on {1}. Run Set Up Python, or correct “python” in cricketLora.targets.',
      p('python'),
      host,
    ),
    'set up trainer',
  ],
  'venv-missing': (p, host) => [
    say(
      '{0} on {1} has no module venv. On Debian and Ubuntu it is a separate package: run sudo apt-get install python3-venv there, then run Set Up Python again.',
      p('python'),
      host,
    ),
  ],
  'install-failed': (p, host) => [
    say(
      'The trainer’s environment could not be created on {0}. Its last output:\n{1}',
      host,
      p('said'),
    ),
    'show log',
  ],
  'host-offline': (p, host) => [
    say(
      '{0} cannot reach the package index. Connect it, or copy the wheels of trainer/requirements.txt into its folder {1}, then run Set Up Python again. Its last output:\n{2}',
      host,
      p('wheels'),
      p('said'),
    ),
    'show log',
  ],
  'driver-too-old': (p, host) => [
    say(
      'The NVIDIA driver of {0} is {1}; PyTorch needs {2} or newer. Update the driver there, then run Set Up Python again.',
      host,
      p('driver'),
      p('needed'),
    ),
  ],
  'disk-full': (p, host) => [
    Number(p('needed')) > 0
      ? say(
          'The disk of {0} on {1} is full: {2} are needed and {3} are free. Clean Up Target shows what can be removed.',
          p('path'),
          host,
          formatBytes(Number(p('needed'))),
          formatBytes(Number(p('free'))),
        )
      : say(
          'The disk of {0} on {1} is full: {2} are free. Clean Up Target shows what can be removed.',
          p('path'),
          host,
          formatBytes(Number(p('free'))),
        ),
    'clean up target',
  ],
  'folder-refused': (p, host) => [
    say(
      'The folder {0} on {1} cannot be used: {2}. Choose another under “folder” in cricketLora.targets.',
      p('folder'),
      host,
      p('reason'),
    ),
    'open settings',
  ],
  'gpus-busy': (p, host) => [
    say(
      'Every GPU of {0} ({1}) has a run of yours already: {2}. Wait for it or cancel it; or set “shareGpus” in cricketLora.targets.',
      host,
      p('gpus'),
      p('runs'),
    ),
    'open settings',
  ],
  'already-running': (p, host) => [
    say(
      'This run is already being trained on {0} (process {1}). Wait for it or cancel it.',
      host,
      p('pid'),
    ),
  ],
  'still-running': (p, host) => [
    say(
      '{0} is still running on {1} (process {2}). Cancel it before it is removed.',
      p('run'),
      host,
      p('pid'),
    ),
  ],
  unkillable: (p, host) => [
    say(
      'The process {0} on {1} does not end, not even when killed: it waits for a device or a disk. End it yourself once that answers.',
      p('pid'),
      host,
    ),
  ],
  'host-error': (p, host) => [say('{0}: {1}: {2}.', host, p('path'), p('reason')), 'show log'],
};

export const hostFailureCodes: readonly string[] = Object.keys(messages);

/** What a host refused, and why. */
export class HostFailure extends UserError {
  readonly code: string;

  constructor(code: string, text: Text, remedy?: Remedy) {
    super(text, remedy);
    this.code = code;
  }
}

/** A user-readable failure of a host; unknown codes get a general message. */
export function hostFailure(host: string, code: string, parameters: Parameters): HostFailure {
  const make = Object.hasOwn(messages, code) ? messages[code] : undefined;
  if (!make) {
    return new HostFailure(
      code,
      say('{0} failed with ‘{1}’. The log has more.', host, code),
      'show log',
    );
  }
  const [message, remedy] = make((name) => String(parameters[name] ?? '?'), host);
  return new HostFailure(code, message, remedy);
}
