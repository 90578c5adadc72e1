import { joined, say } from '../common/sentence.ts';
import type { FailurePhrasing } from './failureText.ts';

/** What can be the matter with a base, by the trainer's codes: its files, its settings, its weights. */
export const baseFailures: Readonly<Record<string, FailurePhrasing>> = {
  'base-file-damaged': (p) => ({
    message: say(
      "The base's file {0} cannot be used: {1}. Delete it and download it again (of a folder under Git LFS: git lfs pull).",
      p('file'),
      p('reason'),
    ),
    remedy: 'open settings',
  }),
  'base-quantized': (p) => ({
    message: isNamed(p('instead'))
      ? say(
          "The weights of the base '{0}' are quantized ({1}) and cannot be trained exactly. Set cricketLora.base to the 16-bit weights that they were made from, such as {2}; to save memory, set cricketLora.recipe.quantization.",
          p('base'),
          p('method'),
          p('instead'),
        )
      : say(
          "The weights of the base '{0}' are quantized ({1}) and cannot be trained exactly. Set cricketLora.base to the 16-bit weights that they were made from; to save memory, set cricketLora.recipe.quantization.",
          p('base'),
          p('method'),
        ),
    remedy: 'open settings',
  }),
  'base-head-untied': (p) => ({
    message: say(
      "config.json of the base '{0}' ties the output layer to the embedding (tie_word_embeddings: true), and its weights hold an lm_head of another content, so that tools would disagree about it. Set tie_word_embeddings to false there, or choose another base in cricketLora.base.",
      p('base'),
    ),
    remedy: 'open settings',
  }),
  'base-weights-differ': (p) => ({
    message: say(
      "The weights of the base '{0}' are not those of its config.json{1}. Save the model again with save_pretrained (without torch.compile's prefix _orig_mod), or choose another base in cricketLora.base.",
      p('base'),
      joined(
        [
          ...(isNamed(p('missing')) ? [say('; missing: {0}', p('missing'))] : []),
          ...(isNamed(p('unexpected'))
            ? [say('; not known to the model: {0}', p('unexpected'))]
            : []),
          ...(isNamed(p('misshapen')) ? [say('; of another shape: {0}', p('misshapen'))] : []),
        ],
        '',
      ),
    ),
    remedy: 'open settings',
  }),
  'base-weights-not-finite': (p) => ({
    message: say(
      "The weight {0} of the base '{1}' holds values that are no finite numbers in {2}. Download the base again, or set cricketLora.recipe.precision to bf16 or fp32.",
      p('key'),
      p('base'),
      p('dtype'),
    ),
    remedy: 'open settings',
  }),
  'base-replaced': (p) => ({
    message:
      p('base') === 'embedded'
        ? say(
            'This run was made with another embedded base (SHA-256 {0}…) than the one that comes with this version of Cricket LoRA ({1}…). Its evaluation stays; to use its adapter, install the version that run.json names, or train again.',
            p('wanted').slice(0, 12),
            p('found').slice(0, 12),
          )
        : say(
            "The files of the base '{0}' are not those that this run was made with ({1} has their hash). Put the old base back, or train again on the new one.",
            p('base'),
            p('recorded'),
          ),
    remedy: 'train',
  }),
  'template-end-differs': (p) => ({
    message: say(
      "The chat template of the base '{0}' writes {1} after an answer, and the base stops at {2} only, so it would never stop. Choose its Instruct version in cricketLora.base, or name the template's end as eos_token_id in its generation_config.json.",
      p('base'),
      quote(p('text')),
      p('ends'),
    ),
    remedy: 'open settings',
  }),
  'template-changes-answer': (p) => ({
    message: say(
      "The base's chat template changes the answer on line {0} of questions.jsonl: it writes {1}, so the answer could never be recalled as it is. Change the answer, or choose another base in cricketLora.base.",
      p('line'),
      quote(p('text')),
    ),
    remedy: 'generate dataset',
  }),
  'hub-gated': (p) => ({
    message: say(
      "The base '{0}' is gated: accept its conditions at https://huggingface.co/{0}, sign in where the trainer runs (hf auth login), and train again.",
      p('base'),
    ),
    remedy: 'open settings',
  }),
  'hub-forbidden': (p) => ({
    message: say(
      "The hub refuses the base '{0}' to the account that is signed in where the trainer runs. Ask its owner for access, or check what the token may read at https://huggingface.co/settings/tokens.",
      p('base'),
    ),
    remedy: 'open settings',
  }),
  'hub-token-invalid': (p) => ({
    message: say(
      "The hub does not accept the token that is set where the trainer runs (HF_TOKEN, or hf auth login), so the base '{0}' was not downloaded. Sign in again, or remove the token: public bases need none.",
      p('base'),
    ),
    remedy: 'open settings',
  }),
  'hub-busy': (p) => ({
    message: say(
      "The hub has had too many requests from this address (429) and did not send the base '{0}'. Wait some minutes and train again, or sign in (hf auth login): the limit is higher then.",
      p('base'),
    ),
  }),
  'hub-error': (p) => ({
    message: say(
      "The hub answered with an error of its own ({0}) when the base '{1}' was to be downloaded. Look at https://status.huggingface.co and train again later.",
      p('status'),
      p('base'),
    ),
    remedy: 'use embedded base',
  }),
  'hub-offline': (p) => ({
    message: say(
      "The base '{0}' is not on this machine, and HF_HUB_OFFLINE or TRANSFORMERS_OFFLINE forbids downloads where the trainer runs. Unset it, or set cricketLora.base to a folder or to 'embedded'.",
      p('base'),
    ),
    remedy: 'use embedded base',
  }),
  'hub-file-missing': (p) => ({
    message: say(
      "The base '{0}' has no {1} on the hub: it may be of another format, such as GGUF. Choose a repository with safetensors in cricketLora.base.",
      p('base'),
      p('file'),
    ),
    remedy: 'open settings',
  }),
};

const isNamed = (parameter: string): boolean => parameter !== '' && parameter !== '?';

const quote = (text: string): string => JSON.stringify(text);
