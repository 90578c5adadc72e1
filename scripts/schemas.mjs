/**
 * Our JSON files' schemas in other languages. VS Code translates a manifest, but no schema that it names: so
 * each language has its own in dist/schemas, which its package.nls.LANGUAGE.json names.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { root } from './root.mjs';

/** Keywords whose values people read. */
const texts = new Set([
  ...['title', 'description', 'markdownDescription', 'deprecationMessage'],
  ...['errorMessage', 'patternErrorMessage', 'enumDescriptions', 'markdownEnumDescriptions'],
]);
/** Keywords whose values a file may hold. */
const values = new Set(['const', 'default', 'enum', 'examples', 'body']);
/** Keywords of schemas by names, of which one may be called as a keyword is. */
const byName = new Set(['properties', 'patternProperties', 'definitions', 'dependencies']);

/**
 * @param {unknown} schema
 * @param {(text: string) => string} translate
 * @returns {unknown} the same schema with other texts
 */
export function translateSchema(schema, translate) {
  if (Array.isArray(schema)) return schema.map((one) => translateSchema(one, translate));
  if (typeof schema !== 'object' || schema === null) return schema;
  return mapEntries(schema, (key, value) => {
    if (values.has(key)) return value;
    if (texts.has(key)) return translateTexts(value, translate);
    if (!byName.has(key)) return translateSchema(value, translate);
    return mapEntries(value, (_name, one) => translateSchema(one, translate));
  });
}

const translateTexts = (value, translate) =>
  Array.isArray(value) ? value.map((one) => translate(one)) : translate(value);

const mapEntries = (object, map) =>
  Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(key, value)]));

/** @returns {string[]} paths of the schemas in English, from the repository's root */
export function schemaPaths() {
  const english = readJson('package.nls.json');
  return readJson('package.json').contributes.jsonValidation.map(
    ({ url }) => english[url.slice(1, -1)],
  );
}

/**
 * Sentences that settings or pages have, too, are translated there alone.
 *
 * @param {string} language
 * @returns {Record<string, string>} translations by English text
 */
export function schemaTexts(language) {
  const settings = readJson(`package.nls.${language}.json`);
  return {
    ...Object.fromEntries(
      Object.entries(readJson('package.nls.json')).map(([key, text]) => [text, settings[key]]),
    ),
    ...readJson(`l10n/bundle.l10n.${language}.json`),
    ...readJson(`l10n/schemas.l10n.${language}.json`),
  };
}

/** Writes each schema in each language; a text without a translation stays English. */
export function writeSchemas(folder = join(root, 'dist', 'schemas')) {
  rmSync(folder, { recursive: true, force: true });
  for (const language of languages()) {
    mkdirSync(join(folder, language), { recursive: true });
    const translations = schemaTexts(language);
    for (const path of schemaPaths()) {
      const schema = translateSchema(readJson(path), (text) => translations[text] ?? text);
      writeFileSync(join(folder, language, basename(path)), JSON.stringify(schema, null, 2));
    }
  }
}

const languages = () =>
  readdirSync(join(root, 'l10n')).flatMap(
    (file) => /^schemas\.l10n\.([\w-]+)\.json$/.exec(file)?.[1] ?? [],
  );

const readJson = (path) => JSON.parse(readFileSync(join(root, path), 'utf8'));
