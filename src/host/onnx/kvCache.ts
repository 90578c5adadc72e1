import { say } from '../../core/common/sentence.ts';
import { Tensor } from 'onnxruntime-node';
import { UserError } from '../../core/common/userError.ts';

/** Inputs or outputs of a model by name. */
export type Tensors = Readonly<Record<string, Tensor>>;

/** @throws UserError when the model does not have it */
export function tensorIn(tensors: Tensors, name: string): Tensor {
  const tensor = tensors[name];
  if (tensor === undefined)
    throw new UserError(say('The exported model has no {0}. Export it again.', name));
  return tensor;
}

/** A cache of the given rows, in this order; rows may repeat. */
export const pickRows = (cache: Tensors, rows: readonly number[]): Tensors =>
  Object.fromEntries(Object.entries(cache).map(([name, tensor]) => [name, picked(tensor, rows)]));

function picked(tensor: Tensor, rows: readonly number[]): Tensor {
  const [count = 0, ...shape] = tensor.dims;
  const dims = [rows.length, ...shape];
  const from = tensor.data as Float32Array | Uint16Array;
  const size = count === 0 ? 0 : from.length / count;
  const copyTo = <Data extends Float32Array | Uint16Array>(to: Data): Data => {
    rows.forEach((row, at) => {
      to.set(from.subarray(row * size, (row + 1) * size), at * size);
    });
    return to;
  };
  return tensor.type === 'float16'
    ? new Tensor('float16', copyTo(new Uint16Array(rows.length * size)), dims)
    : new Tensor('float32', copyTo(new Float32Array(rows.length * size)), dims);
}

/** Frees their memory immediately. */
export function dispose(tensors: Tensors): void {
  for (const tensor of Object.values(tensors)) tensor.dispose();
}
