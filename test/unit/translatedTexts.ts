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
  // Its sentences are for the terminal, too: those that no page shows stay English.
  { folder: join('src', 'core'), calls: /^t$/, shownBy: () => [] },
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
  return { keys, bare };
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
