import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** A text that people would read in English whatever the editor's language. */
interface Bare {
  readonly place: string;
  readonly text: string;
}

const folder = join('src', 'editor');
/** Properties of VS Code's options and items that people read. */
const shown = new Set([
  ...['title', 'placeHolder', 'prompt', 'description', 'detail', 'tooltip', 'openLabel'],
  ...['label', 'message', 'doing'],
]);
const callsThatShow = /^(showInformation|showWarning|showProblem|isTrustedFor|isAdopted)$/;
/** Names are the same in every language. */
const isWords = (text: string): boolean =>
  /[A-Za-z]{3,}/.test(text.replace(/Cricket LoRA|English|GPU|JSON|^(base|preset)$/g, ''));

/** What src/editor hands to VS Code's l10n, and what it shows without. */
export function editorTexts(): { readonly keys: ReadonlySet<string>; readonly bare: Bare[] } {
  const keys = new Set<string>();
  const bare: Bare[] = [];
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.ts')) continue;
    const source = ts.createSourceFile(
      name,
      readFileSync(join(folder, name), 'utf8'),
      ts.ScriptTarget.Latest,
      true,
    );
    const visit = (node: ts.Node): void => {
      if (ts.isCallExpression(node) && node.expression.getText() === 'vscode.l10n.t') {
        const [first] = node.arguments;
        if (first && ts.isStringLiteralLike(first)) keys.add(first.text);
        else bare.push({ place: placeOf(node), text: 'l10n.t of what is no literal' });
      }
      for (const text of textsShownBy(node)) {
        if (isWords(text)) bare.push({ place: placeOf(node), text });
      }
      ts.forEachChild(node, visit);
    };
    const placeOf = (node: ts.Node): string =>
      `${name}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
    visit(source);
  }
  return { keys, bare };
}

/** What tools refuse is told to a language model, in the language that it reads best. */
const isForModels = (node: ts.Node): boolean =>
  node.getSourceFile().fileName.split(/[\\/]/)[0] === 'tools';

/** The literals that a node shows. */
function textsShownBy(node: ts.Node): string[] {
  if (ts.isPropertyAssignment(node) && shown.has(node.name.getText()))
    return textOf(node.initializer);
  if (ts.isNewExpression(node) && node.expression.getText() === 'UserError' && !isForModels(node))
    return (node.arguments ?? []).slice(0, 1).flatMap(textOf);
  if (ts.isCallExpression(node) && callsThatShow.test(node.expression.getText()))
    return node.arguments.flatMap(textOf);
  return [];
}

function textOf(node: ts.Node): string[] {
  if (ts.isStringLiteralLike(node)) return [node.text];
  if (!ts.isTemplateExpression(node)) return [];
  return [[node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join(' ')];
}
