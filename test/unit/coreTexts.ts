import ts from 'typescript';
import { textOf } from './editorTexts.ts';

/** What these take, people read in the editor. */
const errors = /^(UserError|HostFailure|ConnectionLost|SignInNeeded|TooLarge|TooSlow|LineError)$/;
/** What these take is for who mends a bug. */
const bugs = /^(Error|RangeError|TypeError|DOMException)$/;

/** Files whose sentences are English in every editor. */
const english: readonly RegExp[] = [
  // Files that are read elsewhere, in the language of their readers: on the Hub, in a notebook, in a paper.
  /pages.modelCard|notebook.notebookCells|experiment.sentences|dataset.exportedQuestion/,
  // For models.
  /pages.toolTexts|lookup.lookUpQuestion/,
  // The terminal's progress; the editor has its own (src/editor/run/runTexts.ts).
  /run.formatProgress/,
  // Logs, and what queue.json holds.
  /experiment.queue(Process)?\.ts|boards.followRun|export.exportOnHost|target.judgeHost/,
  // Why a column was read as it was: kept in questions.meta.json alone.
  /reading.(findKey|understand)/,
];
/** Values of ours that are never shown, or are shown by a name. */
const codes = new Set([
  ...['set up trainer', 'use embedded base', 'clean up target', 'stopped by itself'],
  ...['said by the name', 'the same in every row', 'star of another column', 'yes or no'],
  ...['keeps the not-out', "No module named 'ray'"],
  'a an and at by for from in of on or per the to with',
]);

/** Words in a row, as in a sentence; fewer may be a name or a value. */
const isSentence = (text: string): boolean => /[A-Za-z’']{2,}(?: [A-Za-z’']{2,}){2}/.test(text);
const isProgram = (text: string): boolean => /^(\nimport|\n?set --) /.test(text);
const isWords = (text: string): boolean => /[A-Za-z]{3,}/.test(text);

/**
 * The literals that a node of src/core or src/host would show as they are in the editor: what an error
 * says, and every sentence, but for those of bugs, of types and of the files above.
 */
export function textsInCore(node: ts.Node): readonly string[] {
  if (ts.isNewExpression(node) && errors.test(node.expression.getText()))
    return (node.arguments ?? []).slice(0, 1).flatMap(choicesIn).flatMap(textOf).filter(isWords);
  const [text] = textOf(node);
  if (text === undefined || codes.has(text) || isProgram(text) || !isSentence(text)) return [];
  const { fileName } = node.getSourceFile();
  return isOfCode(node) || english.some((files) => files.test(fileName)) ? [] : [text];
}

/** Each of `isThere ? 'here' : 'nowhere'`. */
const choicesIn = (node: ts.Node): ts.Node[] =>
  ts.isConditionalExpression(node) ? [node.whenTrue, node.whenFalse].flatMap(choicesIn) : [node];

function isOfCode(node: ts.Node): boolean {
  const { parent } = node;
  if (ts.isLiteralTypeNode(parent) || ts.isCaseClause(parent)) return true;
  if (ts.isPropertyAssignment(parent)) return parent.name === node;
  return ts.isNewExpression(parent) && bugs.test(parent.expression.getText());
}
