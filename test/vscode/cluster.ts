import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { experimentFile, openExperiment } from '../../src/host/experiment/experimentFolder.ts';
import type { Victim } from '../unit/host/experiment/loseMachine.ts';
import { openRayCluster, type RayCluster } from '../unit/host/experiment/rayCluster.ts';
import { texts } from './driver.ts';
import { workspaceFolder, writeInWorkspace } from './session.ts';

/** A real Ray cluster that the windows of a workspace share; scripts/vscodeTests.mjs ends what they leave of it. */
export async function cluster(): Promise<RayCluster> {
  const python = vscode.workspace.getConfiguration('cricketLora').get<string>('python');
  assert.ok(python, 'the interpreter of the tests');
  await mkdir(clusterFolder(), { recursive: true });
  return openRayCluster(clusterFolder(), join(dirname(python), 'ray'));
}

const clusterFolder = (): string => join(dirname(workspaceFolder()), 'ray');
const keptFile = (): string => join(clusterFolder(), 'kept.json');

/** What a window leaves for the next. */
interface Kept {
  /** The trainer whose machine was killed. */
  readonly lost: Victim;
  /** Its extension host. */
  readonly host: number;
}

export const keepForNextWindow = (kept: Kept): Promise<void> =>
  writeFile(keptFile(), JSON.stringify(kept));

export const keptByLastWindow = async (): Promise<Kept> =>
  JSON.parse(await readFile(keptFile(), 'utf8')) as Kept;

const place = '.cricket-lora/experiments/on-a-cluster';

export const writeExperiment = (content: object): Promise<vscode.Uri> =>
  writeInWorkspace(`${place}/${experimentFile}`, JSON.stringify(content));

export const clusterExperiment = () => openExperiment(join(workspaceFolder(), place));

/** What its page says of its runs: `2 of 8 runs finished, 2 running, the experiment is running`. */
export const experimentStatus = async (): Promise<string> =>
  (await texts('.experiment-page [role=status]', 'webview')).join('\n');
