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
  readonly message: string;
}

const oldestDriver = 525;
const leastDiskBytes = 2e9;
const setUp = 'Run Set Up Trainer.';

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

const good = (message: string, code = 'host'): Finding => ({ level: 'good', code, message });

function judgeDisk({ diskFreeBytes, folder }: HostFacts): Finding {
  const free = `${formatBytes(diskFreeBytes)} free in ${folder}`;
  if (diskFreeBytes >= leastDiskBytes) return good(free, 'disk');
  return {
    level: 'problem',
    code: 'disk-full',
    message: `Only ${free}; checkpoints and adapters need ${formatBytes(leastDiskBytes)}. Clean Up Target shows what can be removed.`,
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
          ? 'nvidia-smi is installed but sees no GPU. Load the NVIDIA driver (or restart the host); without a GPU only the embedded base trains in reasonable time.'
          : 'There is no NVIDIA GPU (no nvidia-smi). Only the embedded base trains in reasonable time; for others choose a host with a GPU, or install its driver.',
      },
    ];
  }
  if (Number.parseInt(first.driver, 10) < oldestDriver) {
    return [
      {
        level: 'problem',
        code: 'driver-too-old',
        message: `The NVIDIA driver is ${first.driver}; PyTorch needs ${oldestDriver} or newer. Update the driver.`,
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
      message: `${path} does not exist or cannot be run. ${setUp}`,
    };
  }
  const missing = Object.keys(packages).filter((name) => !packages[name]);
  if (missing.length > 0) {
    return {
      level: 'problem',
      code: 'packages-missing',
      message: `${path} lacks ${missing.join(', ')}. ${setUp}`,
    };
  }
  const old = tooOld(packages);
  if (old.length > 0) {
    return {
      level: 'problem',
      code: 'packages-old',
      message: `${path} has ${old.join(', ')}. ${setUp}`,
    };
  }
  if (error !== undefined) {
    return {
      level: 'problem',
      code: 'torch-broken',
      message: `torch cannot be loaded by ${path}: ${error}. ${setUp}`,
    };
  }
  if (gpus.length === 0) return good(`torch ${packages.torch ?? ''}, on the processor`, 'torch');
  if (!cuda) {
    return {
      level: 'problem',
      code: 'torch-without-cuda',
      message: `torch ${packages.torch ?? ''} of ${path} is built without CUDA, so the GPU would be idle. Remove its environment with Clean Up Target, then run Set Up Trainer.`,
    };
  }
  if (!available) {
    return {
      level: 'problem',
      code: 'torch-without-gpu',
      message: `torch ${packages.torch ?? ''} (CUDA ${cuda}) does not see the GPU: driver ${gpus[0]?.driver ?? '?'} is too old for it, or CUDA_VISIBLE_DEVICES hides it. Update the driver, or run Set Up Trainer for a build that fits.`,
    };
  }
  return good(`torch ${packages.torch ?? ''} sees ${device ?? 'the GPU'}`, 'torch');
}
