import type { Tensor } from 'onnxruntime-node';

/** A token chosen by the model. */
export interface Choice {
  readonly id: number;
  /** From 0 to 1; 0 if not requested. */
  readonly probability: number;
}

/**
 * The most likely token of each row, with its probability if requested; logits are [rows,
 * positions, vocabulary].
 */
export function greedyChoices(
  logits: Tensor,
  { rows, withTokens }: { readonly rows: number; readonly withTokens: boolean },
): Choice[] {
  const data = logits.data as ArrayLike<number>;
  const isHalf = logits.type === 'float16' && data instanceof Uint16Array;
  const at = (place: number): number => (isHalf ? fromHalf(data[place] ?? 0) : (data[place] ?? 0));
  const vocabulary = logits.dims.at(-1) ?? 0;
  const perRow = data.length / rows;
  return Array.from({ length: rows }, (_, row) => {
    // The row's last position, whether the graph returns all positions or only that one.
    const start = (row + 1) * perRow - vocabulary;
    let id = 0;
    let best = -Infinity;
    for (let token = 0; token < vocabulary; token++) {
      const logit = at(start + token);
      if (logit <= best) continue;
      best = logit;
      id = token;
    }
    if (!withTokens) return { id, probability: 0 };
    let sum = 0;
    for (let token = 0; token < vocabulary; token++) sum += Math.exp(at(start + token) - best);
    return { id, probability: 1 / sum };
  });
}

/** Decodes IEEE 754 half precision. */
function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * 2 ** -24 * fraction;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  return sign * 2 ** (exponent - 15) * (1 + fraction / 1024);
}
