import type { Tokenizer } from '@huggingface/tokenizers';

/**
 * What tokens say, as the trainer reads it: special tokens stay visible, as part of an output. No tokens
 * say nothing, which the tokenizer itself takes for an error.
 */
export const textOfTokens = (tokenizer: Tokenizer, ids: readonly number[]): string =>
  ids.length === 0
    ? ''
    : tokenizer.decode([...ids], {
        skip_special_tokens: false,
        clean_up_tokenization_spaces: false,
      });
