import { say, type Sentence } from '../common/sentence.ts';
/** A build of PyTorch: that of the package index, or of one of PyTorch's own indices. */
export type TorchBuild = 'default' | 'cu130' | 'cu126' | 'cpu';

export interface TorchMachine {
  readonly platform: string;
  /** As Node names it. */
  readonly arch: string;
  /** Of the operating system: on macOS, that of its kernel. */
  readonly release?: string;
  /** Of NVIDIA's driver, as nvidia-smi tells it; undefined without a GPU of theirs. */
  readonly driver?: string | undefined;
}

/**
 * Oldest driver of each release of CUDA, by the driver's first number, on Linux and Windows alike: table 1 of
 * https://docs.nvidia.com/deploy/cuda-compatibility/minor-version-compatibility.html. PyTorch 2.13 is built for
 * CUDA 13.0 and 12.6.
 */
const drivers = { cu130: 580, cu126: 525 } as const;

/** Kernel of macOS 14, for which PyTorch's wheels are built. */
const oldestDarwin = 23;

/**
 * The build that fits a machine, and how it gets there: the package index has CUDA 13.0 for Linux, none for
 * Windows, and Apple's GPU for macOS. Too old a driver gets the build without CUDA, and is told so.
 *
 * @returns `problem` where PyTorch has no build at all
 */
export function torchBuild({ platform, arch, release, driver }: TorchMachine):
  | {
      readonly build: TorchBuild;
      readonly hasCuda: boolean;
      readonly tooOldDriver?: string;
      readonly problem?: never;
    }
  | { readonly problem: Sentence; readonly build?: never } {
  const problem = problemOf({ platform, arch, ...(release !== undefined && { release }) });
  if (problem !== undefined) return { problem };
  if (platform === 'darwin') return { build: 'default', hasCuda: false };
  const without: TorchBuild = platform === 'linux' ? 'cpu' : 'default';
  if (driver === undefined) return { build: without, hasCuda: false };
  const major = Number.parseInt(driver, 10) || 0;
  if (major >= drivers.cu130) {
    return { build: platform === 'linux' ? 'default' : 'cu130', hasCuda: true };
  }
  if (major >= drivers.cu126) return { build: 'cu126', hasCuda: true };
  return { build: without, hasCuda: false, tooOldDriver: driver };
}

function problemOf({ platform, arch, release }: TorchMachine): Sentence | undefined {
  if (platform === 'darwin' && arch === 'x64')
    return say('PyTorch has no build for Macs with Intel processors any more.');
  if (platform === 'win32' && arch === 'arm64')
    return say('The package index has no PyTorch for Windows on ARM.');
  if (platform === 'darwin' && release !== undefined && Number.parseInt(release, 10) < oldestDarwin)
    return say('PyTorch needs macOS 14 or newer.');
  return undefined;
}
