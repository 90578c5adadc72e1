import { textsInCore } from './coreTexts.ts';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { textsInEditor } from './editorTexts.ts';
import { textsInPage } from './pageTexts.ts';

/** A text that people would read in English whatever the editor's language. */
interface Bare {
  readonly place: string;
  readonly text: string;
}

interface Room {
  readonly folder: string;
  /** How its texts are handed to the translations. */
  readonly calls: RegExp;
  /** The literals that a node shows as they are. */
  readonly shownBy: (node: ts.Node) => readonly string[];
}

const rooms: readonly Room[] = [
  {
    folder: join('src', 'editor'),
    calls: /^vscode\.l10n\.t$/,
    shownBy: textsInEditor,
  },
  { folder: 'webview', calls: /^l10n\.t$/, shownBy: textsInPage },
  { folder: join('src', 'core'), calls: /^(t|say)$/, shownBy: textsInCore },
  { folder: join('src', 'host'), calls: /^say$/, shownBy: textsInCore },
];

export interface TranslatedTexts {
  /** English texts by their keys in the translations. */
  readonly keys: ReadonlyMap<string, string>;
  readonly bare: readonly Bare[];
}

/** What the rooms hand to the translations, and what they show without. */
export function translatedTexts(): TranslatedTexts {
  const keys = new Map<string, string>();
  const bare: Bare[] = [];
  for (const { folder, calls, shownBy } of rooms) {
    for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      if (!name.endsWith('.ts')) continue;
      const source = ts.createSourceFile(
        join(folder, name),
        readFileSync(join(folder, name), 'utf8'),
        ts.ScriptTarget.Latest,
        true,
      );
      const complain = (node: ts.Node, text: string): void => {
        const { line } = source.getLineAndCharacterOfPosition(node.getStart());
        bare.push({ place: `${source.fileName}:${line + 1}`, text });
      };
      const visit = (node: ts.Node): void => {
        if (ts.isCallExpression(node) && calls.test(node.expression.getText())) {
          const [key, text] = keyOf(node.arguments[0]) ?? [];
          if (key === undefined || text === undefined) complain(node, 'translates no literal');
          else keys.set(key, text);
          if (text !== undefined && !takesAll(text, node.arguments.slice(1)))
            complain(node, `has not a value for each placeholder: ${text}`);
          // Its values may be texts as well.
          node.arguments.slice(1).forEach(visit);
          return;
        }
        for (const text of shownBy(node)) complain(node, text);
        ts.forEachChild(node, visit);
      };
      visit(source);
    }
  }
  // A kind of ours may be called as what is shown of it: ‘rows left out’.
  return { keys, bare: bare.filter(({ text }) => !keys.has(text)) };
}

/** Of `'Run'`, or of `{ message: 'Run', comment: 'verb' }`, which tells two meanings of a text apart. */
function keyOf(node: ts.Node | undefined): readonly [key: string, text: string] | undefined {
  if (node === undefined) return undefined;
  if (ts.isStringLiteralLike(node)) return [node.text, node.text];
  if (!ts.isObjectLiteralExpression(node)) return undefined;
  const [message, comment] = ['message', 'comment'].map((name) => {
    const value = node.properties.find(
      (one): one is ts.PropertyAssignment =>
        ts.isPropertyAssignment(one) && one.name.getText() === name,
    )?.initializer;
    return value && ts.isStringLiteralLike(value) ? value.text : undefined;
  });
  return message === undefined || comment === undefined
    ? undefined
    : [`${message}/${comment}`, message];
}

/** Whether a text has a place for each of its values, and no other. */
function takesAll(text: string, values: readonly ts.Expression[]): boolean {
  if (values.some(ts.isSpreadElement)) return true;
  const places = new Set(text.match(/\{\d+\}/g));
  return places.size === values.length && values.every((_, at) => places.has(`{${at}}`));
}
