/**
 * A string that does not keep its parent in memory: V8 slices are views, so a short string kept
 * from a file read in chunks would keep its whole chunk alive.
 */
export const detachString = (text: string): string => JSON.parse(JSON.stringify(text)) as string;
