import { say, type Text, joined } from '../common/sentence.ts';
import { tooOld } from './trainerPackages.ts';
import { formatBytes } from '../common/formatBytes.ts';

/** What a host reports about itself (trainer/cricket_lora_host/check.py). */
export interface HostFacts {
  readonly folder: string;
  readonly system: string;
  readonly machine: string;
  readonly python: { readonly path: string; readonly version: string };
  readonly diskFreeBytes: number;
  readonly memoryBytes: number;
  readonly hasNvidiaSmi: boolean;
  readonly gpus: readonly {
    readonly index: number;
    readonly name: string;
    readonly freeBytes: number;
    readonly totalBytes: number;
    readonly capability: string;
    readonly driver: string;
  }[];
  readonly uv: string | null;
  readonly hasWheels: boolean;
  /** The interpreter that would train; only its path if it cannot be run. */
  readonly trainer: {
    readonly path: string;
    readonly packages?: Readonly<Record<string, string | null>>;
    /** CUDA version that torch was built for; null for a CPU build. */
    readonly cuda?: string | null;
    readonly available?: boolean;
    readonly device?: string | null;
    readonly error?: string;
  };
}

export interface Finding {
  /** `problem`: training cannot start; `warning`: it can, with limitations. */
  readonly level: 'good' | 'warning' | 'problem';
  readonly code: string;
  /** What was found and, if it is not good, what to do. */
  readonly message: Text;
}

const oldestDriver = 525;
const leastDiskBytes = 2e9;
const setUp = say('Run Set Up Python.');

/** Judges a host; every problem comes with a remedy. */
export function judgeHost(facts: HostFacts): Finding[] {
  return [
    good(`${facts.system} ${facts.machine}, Python ${facts.python.version}, ${facts.folder}`),
    judgeDisk(facts),
    good(`${formatBytes(facts.memoryBytes)} of memory`, 'memory'),
    ...judgeGpus(facts),
    judgeTrainer(facts),
  ];
}

const good = (message: Text, code = 'host'): Finding => ({ level: 'good', code, message });

function judgeDisk({ diskFreeBytes, folder }: HostFacts): Finding {
  const free = say('{0} free in {1}', formatBytes(diskFreeBytes), folder);
  if (diskFreeBytes >= leastDiskBytes) return good(free, 'disk');
  return {
    level: 'problem',
    code: 'disk-full',
    message: say(
      'Only {0}; checkpoints and adapters need {1}. Clean Up Target shows what can be removed.',
      free,
      formatBytes(leastDiskBytes),
    ),
  };
}

function judgeGpus({ gpus, hasNvidiaSmi }: HostFacts): Finding[] {
  const [first] = gpus;
  if (first === undefined) {
    return [
      {
        level: 'warning',
        code: 'no-gpu',
        message: hasNvidiaSmi
          ? say(
              'nvidia-smi is installed but sees no GPU. Load the NVIDIA driver (or restart the host); without a GPU only the embedded base trains in reasonable time.',
            )
          : say(
              'There is no NVIDIA GPU (no nvidia-smi). Only the embedded base trains in reasonable time; for others choose a host with a GPU, or install its driver.',
            ),
      },
    ];
  }
  if (Number.parseInt(first.driver, 10) < oldestDriver) {
    return [
      {
        level: 'problem',
        code: 'driver-too-old',
        message: say(
          'The NVIDIA driver is {0}; PyTorch needs {1} or newer. Update the driver.',
          first.driver,
          oldestDriver,
        ),
      },
    ];
  }
  return gpus.map(({ index, name, freeBytes, totalBytes, driver }) =>
    good(
      `GPU ${index}: ${name}, ${formatBytes(freeBytes)} of ${formatBytes(totalBytes)} free, driver ${driver}`,
      'gpu',
    ),
  );
}

function judgeTrainer({ trainer, gpus }: HostFacts): Finding {
  const { path, packages, cuda, available, device, error } = trainer;
  if (packages === undefined) {
    return {
      level: 'problem',
      code: 'no-environment',
      message: say('{0} does not exist or cannot be run. {1}', path, setUp),
    };
  }
  const missing = Object.keys(packages).filter((name) => !packages[name]);
  if (missing.length > 0) {
    return {
      level: 'problem',
      code: 'packages-missing',
      message: say('{0} lacks {1}. {2}', path, missing.join(', '), setUp),
    };
  }
  const old = tooOld(packages);
  if (old.length > 0) {
    return {
      level: 'problem',
      code: 'packages-old',
      message: say('{0} has {1}. {2}', path, joined(old, ', '), setUp),
    };
  }
  if (error !== undefined) {
    return {
      level: 'problem',
      code: 'torch-broken',
      message: say('torch cannot be loaded by {0}: {1}. {2}', path, error, setUp),
    };
  }
  if (gpus.length === 0) return good(`torch ${packages.torch ?? ''}, on the processor`, 'torch');
  if (!cuda) {
    return {
      level: 'problem',
      code: 'torch-without-cuda',
      message: say(
        'torch {0} of {1} is built without CUDA, so the GPU would be idle. Remove its environment with Clean Up Target, then run Set Up Python.',
        packages.torch ?? '',
        path,
      ),
    };
  }
  if (!available) {
    return {
      level: 'problem',
      code: 'torch-without-gpu',
      message: say(
        'torch {0} (CUDA {1}) does not see the GPU: driver {2} is too old for it, or CUDA_VISIBLE_DEVICES hides it. Update the driver, or run Set Up Python for a build that fits.',
        packages.torch ?? '',
        cuda,
        gpus[0]?.driver ?? '?',
      ),
    };
  }
  return good(`torch ${packages.torch ?? ''} sees ${device ?? 'the GPU'}`, 'torch');
}
