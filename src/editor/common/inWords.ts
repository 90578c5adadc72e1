import * as vscode from 'vscode';
import { spoken, type Text } from '../../core/common/sentence.ts';

/** A text in the language of the editor. */
export const inWords = (text: Text): string => spoken(text, vscode.l10n.t);
