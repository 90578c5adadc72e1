/** Whether text contains lone surrogates or U+FFFD, which no tokenizer can round-trip. */
export const hasBrokenUnicode = (text: string): boolean =>
  /\uFFFD|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(text);
