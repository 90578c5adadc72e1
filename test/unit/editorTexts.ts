import ts from 'typescript';

/** Properties of VS Code's options and items that people read. */
const shown = new Set([
  ...['title', 'placeHolder', 'prompt', 'description', 'detail', 'tooltip', 'openLabel'],
  ...['label', 'message', 'doing'],
]);
const callsThatShow = /^(showInformation|showWarning|showProblem|isTrustedFor|isAdopted)$/;
/** Names are the same in every language. */
const isWords = (text: string): boolean =>
  /[A-Za-z]{3,}/.test(text.replace(/Cricket LoRA|English|GPU|JSON|^(base|preset)$/g, ''));

/** What tools refuse is told to a language model, in the language that it reads best. */
const isForModels = (node: ts.Node): boolean =>
  /[\\/]tools[\\/][^\\/]+$/.test(node.getSourceFile().fileName);

/** The literals that a node of src/editor shows as they are. */
export const textsInEditor = (node: ts.Node): readonly string[] => literalsIn(node).filter(isWords);

function literalsIn(node: ts.Node): string[] {
  if (ts.isPropertyAssignment(node) && node.name.getText() === 'filters')
    return keysOf(node.initializer);
  if (ts.isPropertyAssignment(node) && shown.has(node.name.getText()))
    return textOf(node.initializer);
  if (ts.isNewExpression(node) && node.expression.getText() === 'UserError' && !isForModels(node))
    return (node.arguments ?? []).slice(0, 1).flatMap(textOf);
  if (ts.isCallExpression(node) && callsThatShow.test(node.expression.getText()))
    return node.arguments.flatMap(textOf);
  return [];
}

/** Of files in a dialog, whose kinds people read. */
const keysOf = (node: ts.Node): string[] =>
  ts.isObjectLiteralExpression(node)
    ? node.properties.flatMap(({ name }) => (name && ts.isStringLiteral(name) ? [name.text] : []))
    : [];

export function textOf(node: ts.Node): string[] {
  if (ts.isStringLiteralLike(node)) return [node.text];
  if (!ts.isTemplateExpression(node)) return [];
  return [[node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join(' ')];
}
