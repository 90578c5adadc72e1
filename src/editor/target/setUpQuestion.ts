import * as vscode from 'vscode';
import { formatBytes } from '../../core/common/formatBytes.ts';
import type { TorchBuild } from '../../core/target/torchBuild.ts';

interface SetUp {
  /** Where the packages are for. */
  readonly platform: NodeJS.Platform;
  /** The environment's folder, with the host's name for another machine. */
  readonly place: string;
  /** Free there; unknown for another machine. */
  readonly freeBytes?: number;
  /** The build of PyTorch; absent for another machine, which chooses it by its driver. */
  readonly torch?: {
    readonly build: TorchBuild;
    readonly hasCuda: boolean;
    readonly tooOldDriver?: string;
  };
}

/** What Set Up Python would download, where to, and how long that takes, before it does. */
export function setUpQuestion({ platform, place, freeBytes, torch }: SetUp): string {
  const isWithCuda = torch?.hasCuda ?? platform === 'linux';
  const free =
    freeBytes === undefined ? '' : ` (${vscode.l10n.t('{0} free', formatBytes(freeBytes))})`;
  return [
    vscode.l10n.t(
      'Place: {0}{1}. Your own Python environments stay as they are; to use one, set cricketLora.python instead.',
      place,
      free,
    ),
    vscode.l10n.t(
      'Build: PyTorch {0}, transformers, peft and safetensors.',
      buildInWords(platform, torch),
    ),
    vscode.l10n.t(
      'Size: {0} to download.',
      isWithCuda ? vscode.l10n.t('a few gigabytes') : vscode.l10n.t('some hundred megabytes'),
    ),
    vscode.l10n.t(
      'Time: {0}; at 100 Mbit/s a gigabyte takes 80 seconds. It can be cancelled.',
      isWithCuda ? vscode.l10n.t('several minutes') : vscode.l10n.t('a few minutes'),
    ),
    vscode.l10n.t('Remove What Was Installed removes it again.'),
  ].join('\n\n');
}

function buildInWords(platform: NodeJS.Platform, torch: SetUp['torch']): string {
  if (torch === undefined) return vscode.l10n.t('as its driver needs it');
  const { build, hasCuda, tooOldDriver } = torch;
  if (tooOldDriver !== undefined)
    return vscode.l10n.t('without CUDA, as the driver {0} is too old for it', tooOldDriver);
  if (hasCuda)
    return build === 'cu126'
      ? vscode.l10n.t('with CUDA 12.6, which fits the driver')
      : vscode.l10n.t('with CUDA 13.0, which fits the driver');
  if (platform === 'darwin') return vscode.l10n.t('with support for Apple’s GPU');
  return vscode.l10n.t('without CUDA, as there is no NVIDIA GPU');
}
