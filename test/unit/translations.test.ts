import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { before, describe, test } from 'node:test';
import { counted } from '../../src/editor/common/counted.ts';
import { runProgress } from '../../src/editor/run/runTexts.ts';
import { runOf } from './editor/run/runOf.ts';
import { englishTexts, keyIn, rawManifest, readTexts, type Texts } from './manifestTexts.ts';
import { importScript } from './scripts/script.ts';
import { translatedTexts } from './translatedTexts.ts';
import { useLanguage } from './vscode.ts';

interface SchemasScript {
  schemaPaths(): string[];
  schemaTexts(language: string): Texts;
  translateSchema(schema: unknown, translate: (text: string) => string): unknown;
}
let schemas: SchemasScript;
before(async () => {
  schemas = await importScript<SchemasScript>('schemas.mjs');
});

/** Keys of package.json whose values people read. */
const readByPeople = new Set([
  ...['title', 'displayName', 'description', 'markdownDescription', 'userDescription'],
  ...['category', 'name', 'contextualTitle', 'contents', 'altText', 'patternErrorMessage'],
  ...['enumItemLabels', 'enumDescriptions', 'markdownEnumDescriptions'],
]);
/** The product has one name in every language. */
const names = new Set(['Cricket LoRA']);

interface Found {
  readonly path: string;
  readonly text: string;
  readonly isName: boolean;
}

/** Every text that people read, and every key wherever it stands. */
function* textsIn(
  value: unknown,
  path: readonly string[] = [],
  among: unknown[] = [],
): Generator<Found> {
  if (Array.isArray(value)) {
    for (const one of value) yield* textsIn(one, path, among);
  } else if (typeof value === 'object' && value !== null) {
    const { enum: values = [] } = value as { enum?: unknown[] };
    // Settings by name, of which one may be called as a text is.
    const isByName = path.at(-1) === 'properties';
    for (const [key, one] of Object.entries(value))
      if (!isByName || typeof one === 'object') yield* textsIn(one, [...path, key], values);
  } else if (typeof value === 'string') {
    const key = path.at(-1) ?? '';
    if (!readByPeople.has(key) && keyIn(value) === undefined) return;
    // A value of a setting as its own label is what one writes.
    const isName = names.has(value) || (key === 'enumItemLabels' && among.includes(value));
    yield { path: path.join('.'), text: value, isName };
  }
}

const { contributes, capabilities, description } = rawManifest as Record<string, unknown>;
const used = [...textsIn({ contributes, capabilities, description })].filter(
  ({ isName }) => !isName,
);
// What a model reads is in the language that it reads best.
const isForModels = (path: string): boolean => /languageModelTools\.(name$|inputSchema)/.test(path);

test('every contributed text stands in package.nls.json, and nothing else does', () => {
  const bare = used.filter(({ text, path }) => keyIn(text) === undefined && !isForModels(path));
  assert.deepEqual(bare, []);
  const keys = new Set(used.map(({ text }) => keyIn(text)).filter((key) => key !== undefined));
  assert.ok(keys.size > 150);
  assert.deepEqual([...keys].sort(), Object.keys(englishTexts).sort());
});

/** What a translation may neither lose nor change: placeholders, code, links, settings, numbers. */
const fixedParts = (text: string): string[] =>
  (
    text.match(
      /\{\w+\}|`[^`]*`|cricketLora(?:\.\w+)+|https?:[^\s,]*[\w/]|\]\([^)]*\)|\$\([\w-]+\)|[✅❌]|(?<![\w.`])\d[\d.,]*(?<![.,])(?=[^\w]|$)/g,
    ) ?? []
  ).sort();

/** Scripts beside Latin that a translation is written in. */
const scripts: Readonly<Record<string, RegExp>> = { hi: /\p{Script=Devanagari}/u };

const languages = readdirSync('.').flatMap(
  (file) => /^package\.nls\.(\w+)\.json$/.exec(file)?.[1] ?? [],
);

test('Hindi is there', () => {
  assert.ok(languages.includes('hi'));
});

for (const language of languages) {
  describe(`the translation ${language} of package.json`, () => {
    const texts = readTexts(`package.nls.${language}.json`);
    test('has every text, and no other', () => {
      assert.deepEqual(Object.keys(texts).sort(), Object.keys(englishTexts).sort());
    });
    test('keeps placeholders, code, links and numbers', () => {
      for (const [key, text] of Object.entries(texts))
        assert.deepEqual(fixedParts(text), fixedParts(englishTexts[key] ?? ''), key);
    });
    test('is written in its own script', () => {
      const isTerm = (text: string): boolean => !/[a-z]{3,} [a-z]{3,}/i.test(text);
      for (const [key, text] of Object.entries(texts)) {
        if (/\.page$|^schema\./.test(key) || isTerm(englishTexts[key] ?? '')) continue;
        assert.match(text, scripts[language] ?? assert.fail(language), key);
      }
    });
    test('names schemas that the build writes', () => {
      for (const path of schemas.schemaPaths()) {
        const key = Object.keys(englishTexts).find((one) => englishTexts[one] === path) ?? path;
        assert.match(path, /^\.\/data\/\w+\/\w+\.schema\.json$/);
        assert.equal(texts[key], `./dist/schemas/${language}/${basename(path)}`);
      }
    });
    test('names pages that exist', () => {
      const pages = Object.entries(texts).filter(([key]) => key.endsWith('.page'));
      assert.ok(pages.length > 0);
      for (const [, page] of pages) assert.ok(existsSync(page), page);
    });
  });
}

const { keys, bare } = translatedTexts();

describe('texts of the editor and the pages', () => {
  const english = (key: string): string => keys.get(key) ?? key;
  test('are all handed to the translations', () => {
    assert.ok(keys.size > 800);
    assert.deepEqual(bare, []);
  });
  for (const language of languages) {
    const bundle = readTexts(`l10n/bundle.l10n.${language}.json`);
    test(`${language}: each is translated, and nothing else is`, () => {
      assert.deepEqual(Object.keys(bundle).sort(), [...keys.keys()].sort());
    });
    test(`${language}: placeholders, code, icons and numbers stay`, () => {
      for (const [key, text] of Object.entries(bundle))
        assert.deepEqual(fixedParts(text), fixedParts(english(key)), key);
    });
    test(`${language}: sentences are in its own script`, () => {
      for (const [key, text] of Object.entries(bundle)) {
        const words =
          english(key)
            .replace(/Cricket LoRA|\{\d\}|\$\([\w-]+\)/g, '')
            .match(/[a-z]{3,}/gi) ?? [];
        if (words.length > 2) assert.match(text, scripts[language] ?? assert.fail(language), key);
      }
    });
    test(`${language}: commands are called in messages as in the palette`, () => {
      const titles = readTexts(`package.nls.${language}.json`);
      for (const [key, english] of Object.entries(englishTexts)) {
        if (!key.startsWith('command.') || !(english in bundle) || english === 'Evaluate') continue;
        assert.equal(bundle[english], titles[key], key);
      }
    });
  }
});

describe('texts of our JSON files’ schemas', () => {
  const english = new Set<string>();
  before(() => {
    for (const path of schemas.schemaPaths())
      schemas.translateSchema(JSON.parse(readFileSync(path, 'utf8')), (text) => {
        english.add(text);
        return text;
      });
  });
  test('are found', () => {
    assert.ok(english.size > 100);
  });
  for (const language of languages) {
    const own = readTexts(`l10n/schemas.l10n.${language}.json`);
    test(`${language}: each is translated`, () => {
      const all = schemas.schemaTexts(language);
      assert.deepEqual(
        [...english].filter((text) => all[text] === undefined),
        [],
      );
    });
    test(`${language}: those that settings or pages have are not translated again`, () => {
      const others = new Set([...Object.values(englishTexts), ...keys.keys()]);
      assert.deepEqual(
        Object.keys(own).filter((text) => others.has(text) || !english.has(text)),
        [],
      );
    });
    test(`${language}: placeholders, code and numbers stay, in its own script`, () => {
      for (const [text, translation] of Object.entries(own)) {
        assert.deepEqual(fixedParts(translation), fixedParts(text), text);
        if (text !== 'ISO 8601, UTC.')
          assert.match(translation, scripts[language] ?? assert.fail(language), text);
      }
    });
  }
});

test('a run is described in the language of the editor', () => {
  const run = runOf(
    { operation: 'train' },
    { status: 'running', phase: 'training', epoch: 2.5, epochs: 60 },
  );
  assert.match(runProgress(run), /^epoch 2\/60/);
  const saving = runOf({}, { status: 'running', phase: 'saving' });
  assert.match(runProgress(saving), /^saving the adapter/);
  useLanguage('hi');
  try {
    assert.match(runProgress(saving), /^adapter सहेजा जा रहा है/);
    assert.equal(counted(2700, 'question'), '2,700 सवाल');
  } finally {
    useLanguage('en');
  }
});
