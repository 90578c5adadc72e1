import type * as vscode from 'vscode';

/** Turns the shares that the host tells, from 0 to 1, into what VS Code wants to hear: what has been added. */
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
