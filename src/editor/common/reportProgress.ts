import type * as vscode from 'vscode';

/** Converts cumulative shares from 0 to 1 to the increments that VS Code's progress API expects. */
export function reportProgress(
  progress: vscode.Progress<{ message?: string; increment?: number }>,
): (now: { readonly share: number }) => void {
  let told = 0;
  return ({ share }) => {
    const percent = Math.floor(share * 100);
    if (percent <= told) return;
    progress.report({ message: `${percent} %`, increment: percent - told });
    told = percent;
  };
}
