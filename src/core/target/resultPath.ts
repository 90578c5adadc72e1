const files = new Set(['predictions.jsonl', 'trainer.log', 'status.json']);
const folders = new Set(['adapter', 'onnx', 'onnx-base']);
/** Names that Windows gives a meaning of their own. */
const reserved = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/**
 * True for the path of a file that a run may bring home: one of its results, inside its folder. What a
 * host says is not believed: `..`, absolute paths, drives, streams and our own files are refused.
 */
export function isHomePath(path: string): boolean {
  if (path.length > 400) return false;
  const parts = path.split('/');
  const [first = ''] = parts;
  if (parts.length === 1 ? !files.has(first) : !folders.has(first)) return false;
  return parts.every(
    (part) =>
      /^[\p{L}\p{N}_][\p{L}\p{N} ._-]*$/u.test(part) && !part.endsWith('.') && !reserved.test(part),
  );
}
