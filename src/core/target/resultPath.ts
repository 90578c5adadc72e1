import { isPlainPath } from '../common/plainPath.ts';

const files = new Set(['predictions.jsonl', 'trainer.log', 'status.json']);
const folders = new Set(['adapter', 'onnx', 'onnx-base']);

/**
 * True for the path of a file that a run may bring home: one of its results, inside its folder. What a
 * host says is not believed: our own files are refused as well as whatever would leave the folder.
 */
export function isResultPath(path: string): boolean {
  const parts = path.split('/');
  const [first = ''] = parts;
  if (parts.length === 1 ? !files.has(first) : !folders.has(first)) return false;
  return isPlainPath(path);
}
