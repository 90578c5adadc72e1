/** Stands for every character beyond ASCII, which `isPlain` and its like never take for one of theirs. */
const beyondAscii = 255;

/** A text and `codesOf` it. */
export interface CodedText {
  readonly text: string;
  readonly codes: Uint8Array;
}

/**
 * A text's UTF-16 units as bytes, each in its place: ASCII as it is, 255 for all beyond. To look at a
 * byte takes a fraction of the time that a text's unit takes; the text itself is for what is found.
 */
export function codesOf(text: string): Uint8Array {
  const codes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    codes[at] = unit < 128 ? unit : beyondAscii;
  }
  return codes;
}

/** Both, one after the other. */
export function joinCodes(before: Uint8Array, after: Uint8Array): Uint8Array {
  const joined = new Uint8Array(before.length + after.length);
  joined.set(before);
  joined.set(after, before.length);
  return joined;
}
