import type { LlamaModel, Token } from 'node-llama-cpp';

/** As GGUF tells the kinds of tokens apart. */
const [normal, control, userDefined] = [1, 3, 4];

/** What stands for each byte in a byte-level vocabulary: itself where it can be seen. */
const byteOf = new Map<string, number>();
for (let byte = 0, unseen = 256; byte < 256; byte++) {
  const isSeen = (byte > 32 && byte < 127) || (byte > 160 && byte !== 173);
  byteOf.set(String.fromCodePoint(isSeen ? byte : unseen++), byte);
}

/** Tokens of a text by llama.cpp, those that the template writes among them. */
export const tokensOf = (model: LlamaModel, text: string): Token[] => model.tokenize(text, true);

/**
 * Text of tokens, piece by piece, as llama.cpp's own programs write it while they answer. Its
 * `detokenize` is not asked: of some vocabularies it leaves out blanks before full stops.
 */
export function textOf(model: LlamaModel, tokens: readonly Token[]): string {
  const { tokens: vocabulary, token_type } = model.fileInfo.metadata.tokenizer.ggml;
  const types: readonly number[] = token_type;
  const bytes = tokens.flatMap((token) => {
    const piece = vocabulary[token] ?? '';
    const type = types[token];
    if (type === control || type === userDefined) return [...Buffer.from(piece)];
    return type === normal ? Array.from(piece, (one) => byteOf.get(one) ?? 0) : [];
  });
  return Buffer.from(bytes).toString();
}
