import ts from 'typescript';
import { textOf } from './editorTexts.ts';

/** Names of keys, encodings and units. */
const names = new Set([
  ...['Escape', 'Enter', 'Home', 'End', 'PageUp', 'PageDown'],
  ...['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight'],
  ...['GiB', 'UTF-8', 'UTF-16 LE', 'UTF-16 BE', 'Windows 1252'],
]);
/** Words that follow each other, or one that starts as a sentence does. */
const isPhrase = (text: string): boolean =>
  /[A-Za-z’]{2,}[,:.]? [A-Za-z]{2,}/.test(text) || /^\W*[A-Z][a-z]+/.test(text);
const isWord = (text: string): boolean => /[A-Za-z]{3,}/.test(text);

/** Arguments of these are what people read, from this one on; of those before, none is. */
const firstShown: Readonly<Record<string, number>> = {
  element: 2,
  elementWith: 2,
  svgElement: 2,
  section: 0,
  titled: 0,
  card: 0,
};
const controls = /^create(Button|Dropdown|TextField|TextArea|Checkbox)$/;
/** They take selectors, names of attributes and events, keys and requests. */
const callsOfNames =
  /^(addEventListener|querySelector|querySelectorAll|closest|getAttribute|removeAttribute|setProperty|createElementNS|replaceAll|join|split|includes|ask|keepFocus|command|counted|strokeOf|Error)$/;
/** Of elements, drawings and messages; the rest of their properties may be read. */
const namesOfNames =
  /^(class|role|type|scope|'data-key'|'aria-live'|id|kind|column|value|name|viewBox|d|fill|stroke|colour|unit)$/;
const shownProperties = /^(label|title|caption|placeholder|'aria-label')$/;
/** Of a style sheet or of a drawing's source. */
const isCode = (text: string): boolean =>
  /^[\w-]+\(|^<|^--|^ ?font-weight|sans-serif|^http/.test(text);

/** The literals that a node of webview shows as they are. */
export function textsInPage(node: ts.Node): readonly string[] {
  const [text] = textOf(node);
  if (text === undefined || names.has(text.trim()) || isCode(text)) return [];
  const chosen = choiceOf(node);
  if (isNeverRead(chosen)) return [];
  const read = isRead(chosen) ? isWord(text) : isPhrase(text);
  return read ? [text] : [];
}

/** The whole of `isThere ? 'here' : 'nowhere'`, of one of its texts. */
function choiceOf(node: ts.Node): ts.Node {
  const { parent } = node;
  return ts.isConditionalExpression(parent) && parent.condition !== node ? choiceOf(parent) : node;
}

function isNeverRead(node: ts.Node): boolean {
  const { parent } = node;
  if (ts.isImportDeclaration(parent) || ts.isModuleDeclaration(parent)) return true;
  if (ts.isLiteralTypeNode(parent) || ts.isCaseClause(parent)) return true;
  if (ts.isElementAccessExpression(parent)) return true;
  if (ts.isPropertyAssignment(parent))
    return parent.name === node || namesOfNames.test(parent.name.getText());
  if (ts.isBinaryExpression(parent)) {
    const { operatorToken, left } = parent;
    const isClass = /\.(className|transform|height|width)$/.test(left.getText());
    return /^([=!]==|in)$/.test(operatorToken.getText()) || isClass;
  }
  if (!ts.isCallExpression(parent) && !ts.isNewExpression(parent)) return false;
  const called = nameOf(parent);
  return callsOfNames.test(called) || positionIn(parent, node) < (firstShown[called] ?? 0);
}

function isRead(node: ts.Node): boolean {
  const { parent } = node;
  if (ts.isPropertyAssignment(parent)) return shownProperties.test(parent.name.getText());
  if (!ts.isCallExpression(parent)) return false;
  const called = nameOf(parent);
  const at = positionIn(parent, node);
  const from = firstShown[called];
  if (from !== undefined) return called === 'section' || called === 'card' ? at === 0 : at >= from;
  return controls.test(called) && (at === 0 || (called === 'createTextField' && at === 1));
}

const nameOf = ({ expression }: ts.CallExpression | ts.NewExpression): string =>
  /[\w$]*$/.exec(expression.getText().replace(/<.*>$/s, ''))?.[0] ?? '';

const positionIn = (call: ts.CallExpression | ts.NewExpression, node: ts.Node): number =>
  (call.arguments ?? ([] as ts.Expression[])).indexOf(node as ts.Expression);
