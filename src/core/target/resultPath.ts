import { isPlainPath } from '../common/plainPath.ts';

const files = new Set(['predictions.jsonl', 'side_effects.jsonl', 'trainer.log', 'status.json']);
const folders = new Set(['adapter', 'onnx', 'onnx-base', 'merged', 'gguf']);

/**
 * True for the path of a result file, inside the run's folder. Paths from a host are not trusted:
 * files that we write ourselves, and paths out of the folder, are rejected.
 */
export function isResultPath(path: string): boolean {
  const parts = path.split('/');
  const [first = ''] = parts;
  if (parts.length === 1 ? !files.has(first) : !folders.has(first)) return false;
  return isPlainPath(path);
}
