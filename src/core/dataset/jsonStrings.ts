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
  const token = /"(?:[^"\\]|\\.)*"|[[\]{},:]|[^\s[\]{},:"]+/gy;
  const blank = /\s*/y;
  const next = (): { readonly text: string; readonly start: number } => {
    blank.lastIndex = token.lastIndex;
    blank.exec(json);
    const start = (token.lastIndex = blank.lastIndex);
    return { text: token.exec(json)?.[0] ?? '', start };
  };
  const placed = (path: JsonText['path'], { text, start }: ReturnType<typeof next>): JsonText => ({
    path,
    text: JSON.parse(text) as string,
    start,
    end: start + text.length,
  });
  const readList = (path: JsonText['path']): void => {
    for (let index = 0, at = next(); at.text !== ']' && at.text !== ''; at = next()) {
      if (at.text === ',') continue;
      readValue([...path, index++], at);
    }
  };
  const readObject = (path: JsonText['path']): void => {
    for (let at = next(); at.text !== '}' && at.text !== ''; at = next()) {
      if (at.text === ',') continue;
      const key = placed(path, at);
      const own = [...path, key.text];
      keys.push({ ...key, path: own });
      next();
      readValue(own, next());
    }
  };
  const readValue = (path: JsonText['path'], at: ReturnType<typeof next>): void => {
    if (at.text === '{') readObject(path);
    else if (at.text === '[') readList(path);
    else if (at.text.startsWith('"')) values.push(placed(path, at));
  };
  // A byte order mark is no token.
  if (json.startsWith('\uFEFF')) token.lastIndex = 1;
  readValue([], next());
  return { values, keys };
}
