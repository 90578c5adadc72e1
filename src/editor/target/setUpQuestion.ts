import { formatBytes } from '../../core/common/formatBytes.ts';

interface SetUp {
  /** Where the packages are for. */
  readonly platform: NodeJS.Platform;
  /** The environment's folder, with the host's name for another machine. */
  readonly place: string;
  /** Free there; unknown for another machine. */
  readonly freeBytes?: number;
}

/** What Set Up Trainer would download, where to, and how long that takes, before it does. */
export function setUpQuestion({ platform, place, freeBytes }: SetUp): string {
  const isWithCuda = platform === 'linux';
  const free = freeBytes === undefined ? '' : ` (${formatBytes(freeBytes)} free)`;
  return [
    `Place: ${place}${free}. Your own Python environments stay as they are; to use one, set cricketLora.python instead.`,
    `Build: PyTorch ${isWithCuda ? 'with CUDA, as the package index has it for Linux' : 'as the package index has it for this system'}, transformers, peft and safetensors.`,
    `Size: ${isWithCuda ? 'a few gigabytes' : 'some hundred megabytes'} to download.`,
    `Time: ${isWithCuda ? 'several minutes' : 'a few minutes'}; at 100 Mbit/s a gigabyte takes 80 seconds. It can be cancelled.`,
  ].join('\n\n');
}
