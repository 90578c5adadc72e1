import type * as vscode from 'vscode';
import { debounce, type Debounced } from '../../core/common/debounce.ts';

/** Like `debounce`, but calls for one document do not delay those for another. */
export function debounceByDocument(
  milliseconds: number,
  action: (document: vscode.TextDocument) => void,
): Debounced<[document: vscode.TextDocument]> {
  const pending = new Map<string, Debounced<[]>>();
  const call = (document: vscode.TextDocument): void => {
    const key = document.uri.toString();
    pending.get(key)?.cancel();
    const later = debounce(milliseconds, () => {
      pending.delete(key);
      action(document);
    });
    pending.set(key, later);
    later();
  };
  const cancel = (): void => {
    for (const later of pending.values()) later.cancel();
  };
  return Object.assign(call, { cancel });
}
