import * as l10n from '@vscode/l10n';

/** Gives a text in another language, its values in place of `{0}`, `{1}`… */
export type Translate = (text: string, ...values: readonly (string | number)[]) => string;

/**
 * In a page, its language. English in the terminal, in files, and for models: nothing hands the library
 * translations there. The editor passes VS Code's own instead.
 */
export const translate: Translate = (text, ...values) => l10n.t(text, ...values);
