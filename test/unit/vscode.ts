import { readFileSync } from 'node:fs';

/** What unit tests have of VS Code's API: its translations. scripts/build.mjs puts it in its place. */

let bundle: Readonly<Record<string, string>> = {};

/** Loads l10n/bundle.l10n.LANGUAGE.json, as VS Code does before it starts an extension. */
export function useLanguage(language: string): void {
  bundle =
    language === 'en'
      ? {}
      : (JSON.parse(readFileSync(`l10n/bundle.l10n.${language}.json`, 'utf8')) as typeof bundle);
}

export const l10n = {
  t: (message: string, ...values: readonly (string | number | boolean)[]): string =>
    (bundle[message] ?? message).replace(/\{(\d+)\}/g, (whole, index: string) =>
      String(values[Number(index)] ?? whole),
    ),
};
