/**
 * A copy that shares nothing. Engines keep a slice of a long text as a view into it: what is kept of a
 * file read piece by piece would keep the pieces alive.
 */
export const detachString = (text: string): string => JSON.parse(JSON.stringify(text)) as string;
