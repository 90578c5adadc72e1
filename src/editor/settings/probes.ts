import * as vscode from 'vscode';
import { probes, type Probes } from '../../core/run/runRequest.ts';

/** Whether a run measures what its adapter does to everything else, for a file or folder. */
export function readProbes(scope: vscode.Uri): Probes {
  const found = vscode.workspace.getConfiguration('cricketLora.evaluation', scope).get('probes');
  // settings.json may hold anything.
  return probes.find((known) => known === found) ?? 'auto';
}
