/** Whether a text has halves of characters, or the sign for bytes that made none: no tokenizer gives them back. */
export const hasBrokenUnicode = (text: string): boolean =>
  /\uFFFD|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(text);
