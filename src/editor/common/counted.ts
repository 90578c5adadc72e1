import * as vscode from 'vscode';
import { counted as countedIn, type Noun } from '../../core/common/counted.ts';

/** A count and its noun, in the language of the editor: `1 question`, `2,700 questions`. */
export const counted = (count: number, noun: Noun): string => countedIn(count, noun, vscode.l10n.t);
