import { visit } from 'jsonc-parser';

/** A text in a JSON document: a value or a key. */
export interface JsonText {
  /** Keys and indices that lead to the value; a key's own path ends with it. */
  readonly path: readonly (string | number)[];
  readonly text: string;
  /** Offsets in the document, quotes included. */
  readonly start: number;
  readonly end: number;
}

export interface JsonTexts {
  readonly values: readonly JsonText[];
  readonly keys: readonly JsonText[];
}

/** Every text of a document that `JSON.parse` takes, and where it stands. */
export function locateTexts(json: string): JsonTexts {
  const values: JsonText[] = [];
  const keys: JsonText[] = [];
  visit(json, {
    onObjectProperty: (text, start, length, _line, _column, parentOf) => {
      keys.push({ path: [...parentOf(), text], text, start, end: start + length });
    },
    onLiteralValue: (text: unknown, start, length, _line, _column, pathOf) => {
      if (typeof text === 'string') {
        values.push({ path: pathOf(), text, start, end: start + length });
      }
    },
  });
  return { values, keys };
}
