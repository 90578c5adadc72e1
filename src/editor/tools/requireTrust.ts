import * as vscode from 'vscode';
import { UserError } from '../../core/common/userError.ts';

/** @throws UserError where the folder is not trusted: only the person changes that */
export function requireTrust(what: string): void {
  if (vscode.workspace.isTrusted) return;
  throw new UserError(
    `${what} runs programs that the folder’s settings choose, and the person has not trusted the folder.`,
  );
}
