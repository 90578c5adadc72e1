import * as vscode from 'vscode';
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
    vscode.l10n.t(
      'Place: {0}{1}. Your own Python environments stay as they are; to use one, set cricketLora.python instead.',
      place,
      free,
    ),
    vscode.l10n.t(
      'Build: PyTorch {0}, transformers, peft and safetensors.',
      isWithCuda
        ? vscode.l10n.t('with CUDA, as the package index has it for Linux')
        : vscode.l10n.t('as the package index has it for this system'),
    ),
    vscode.l10n.t(
      'Size: {0} to download.',
      isWithCuda ? vscode.l10n.t('a few gigabytes') : vscode.l10n.t('some hundred megabytes'),
    ),
    vscode.l10n.t(
      'Time: {0}; at 100 Mbit/s a gigabyte takes 80 seconds. It can be cancelled.',
      isWithCuda ? vscode.l10n.t('several minutes') : vscode.l10n.t('a few minutes'),
    ),
  ].join('\n\n');
}
