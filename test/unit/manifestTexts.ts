import { readFileSync } from 'node:fs';

export type Texts = Readonly<Record<string, string>>;

export const readTexts = (path: string): Texts => JSON.parse(readFileSync(path, 'utf8')) as Texts;

/** package.json as it is written: a text is a key, `%command.train%`. */
export const rawManifest = JSON.parse(readFileSync('package.json', 'utf8')) as object;
export const englishTexts = readTexts('package.nls.json');

export const keyIn = (text: unknown): string | undefined =>
  typeof text === 'string' ? /^%(.+)%$/.exec(text)?.[1] : undefined;

/** Every key in a value as its text, as VS Code does it. */
export function withTexts(value: unknown, texts: Texts = englishTexts): unknown {
  if (Array.isArray(value)) return value.map((one) => withTexts(one, texts));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, one]) => [key, withTexts(one, texts)]),
    );
  }
  const key = keyIn(value);
  return key === undefined ? value : (texts[key] ?? `no text for ${key}`);
}
