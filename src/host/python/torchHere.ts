import { say } from '../../core/common/sentence.ts';
import { arch, release } from 'node:os';
import { UserError } from '../../core/common/userError.ts';
import { torchBuild, type TorchBuild, type TorchMachine } from '../../core/target/torchBuild.ts';
import { runProcess } from '../process/runProcess.ts';

const patienceMilliseconds = 20_000;

/** The version of NVIDIA's driver on this machine; undefined without one. */
export async function nvidiaDriver(program = 'nvidia-smi'): Promise<string | undefined> {
  try {
    const { exit, stdout } = await runProcess(
      program,
      ['--query-gpu=driver_version', '--format=csv,noheader'],
      { signal: AbortSignal.timeout(patienceMilliseconds) },
    );
    const [first = ''] = stdout.split('\n');
    return exit === 0 && /^\d/.test(first) ? first.trim() : undefined;
  } catch {
    return undefined;
  }
}

export interface FittingTorch {
  readonly build: TorchBuild;
  readonly hasCuda: boolean;
  readonly tooOldDriver?: string;
}

/**
 * The build of PyTorch for this machine.
 *
 * @throws UserError where there is none
 */
export async function torchHere(machine?: TorchMachine): Promise<FittingTorch> {
  const { problem, ...fitting } = torchBuild(
    machine ?? {
      ...{ platform: process.platform, arch: arch(), release: release() },
      driver: await nvidiaDriver(),
    },
  );
  if (fitting.build !== undefined) return fitting;
  throw new UserError(
    say(
      '{0} Train on a Linux host over ssh (Choose Target), or in a notebook (Export as Notebook).',
      problem ?? say('PyTorch has no build for this machine.'),
    ),
    'choose target',
  );
}
