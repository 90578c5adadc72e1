import type { FailurePhrasing } from './failureText.ts';

/** What can be the matter with a base, by the trainer's codes: its files, its settings, its weights. */
export const baseFailures: Readonly<Record<string, FailurePhrasing>> = {
  'base-file-damaged': (p) => ({
    message: `The base's file ${p('file')} cannot be used: ${p('reason')}. Delete it and download it again (of a folder under Git LFS: git lfs pull).`,
    remedy: 'open settings',
  }),
  'base-quantized': (p) => ({
    message: `The weights of the base '${p('base')}' are quantized (${p('method')}) and cannot be trained exactly. Set cricketLora.base to the 16-bit weights that they were made from${instead(p('instead'))}; to save memory, set cricketLora.recipe.quantization.`,
    remedy: 'open settings',
  }),
  'base-head-untied': (p) => ({
    message: `config.json of the base '${p('base')}' ties the output layer to the embedding (tie_word_embeddings: true), and its weights hold an lm_head of another content, so that tools would disagree about it. Set tie_word_embeddings to false there, or choose another base in cricketLora.base.`,
    remedy: 'open settings',
  }),
  'base-weights-differ': (p) => ({
    message: `The weights of the base '${p('base')}' are not those of its config.json${listed('missing', p('missing'))}${listed('not known to the model', p('unexpected'))}${listed('of another shape', p('misshapen'))}. Save the model again with save_pretrained (without torch.compile's prefix _orig_mod), or choose another base in cricketLora.base.`,
    remedy: 'open settings',
  }),
  'base-weights-not-finite': (p) => ({
    message: `The weight ${p('key')} of the base '${p('base')}' holds values that are no finite numbers in ${p('dtype')}. Download the base again, or set cricketLora.recipe.precision to bf16 or fp32.`,
    remedy: 'open settings',
  }),
  'base-replaced': (p) => ({
    message:
      p('base') === 'embedded'
        ? `This run was made with another embedded base (SHA-256 ${p('wanted').slice(0, 12)}…) than the one that comes with this version of Cricket LoRA (${p('found').slice(0, 12)}…). Its evaluation stays; to use its adapter, install the version that run.json names, or train again.`
        : `The files of the base '${p('base')}' are not those that this run was made with (${p('recorded')} has their hash). Put the old base back, or train again on the new one.`,
    remedy: 'train',
  }),
  'template-end-differs': (p) => ({
    message: `The chat template of the base '${p('base')}' writes ${quote(p('text'))} after an answer, and the base stops at ${p('ends')} only, so it would never stop. Choose its Instruct version in cricketLora.base, or name the template's end as eos_token_id in its generation_config.json.`,
    remedy: 'open settings',
  }),
  'template-changes-answer': (p) => ({
    message: `The base's chat template changes the answer on line ${p('line')} of questions.jsonl: it writes ${quote(p('text'))}, so the answer could never be recalled as it is. Change the answer, or choose another base in cricketLora.base.`,
    remedy: 'generate dataset',
  }),
  'hub-gated': (p) => ({
    message: `The base '${p('base')}' is gated: accept its conditions at https://huggingface.co/${p('base')}, sign in where the trainer runs (hf auth login), and train again.`,
    remedy: 'open settings',
  }),
  'hub-forbidden': (p) => ({
    message: `The hub refuses the base '${p('base')}' to the account that is signed in where the trainer runs. Ask its owner for access, or check what the token may read at https://huggingface.co/settings/tokens.`,
    remedy: 'open settings',
  }),
  'hub-token-invalid': (p) => ({
    message: `The hub does not accept the token that is set where the trainer runs (HF_TOKEN, or hf auth login), so the base '${p('base')}' was not downloaded. Sign in again, or remove the token: public bases need none.`,
    remedy: 'open settings',
  }),
  'hub-busy': (p) => ({
    message: `The hub has had too many requests from this address (429) and did not send the base '${p('base')}'. Wait some minutes and train again, or sign in (hf auth login): the limit is higher then.`,
  }),
  'hub-error': (p) => ({
    message: `The hub answered with an error of its own (${p('status')}) when the base '${p('base')}' was to be downloaded. Look at https://status.huggingface.co and train again later.`,
    remedy: 'use embedded base',
  }),
  'hub-offline': (p) => ({
    message: `The base '${p('base')}' is not on this machine, and HF_HUB_OFFLINE or TRANSFORMERS_OFFLINE forbids downloads where the trainer runs. Unset it, or set cricketLora.base to a folder or to 'embedded'.`,
    remedy: 'use embedded base',
  }),
  'hub-file-missing': (p) => ({
    message: `The base '${p('base')}' has no ${p('file')} on the hub: it may be of another format, such as GGUF. Choose a repository with safetensors in cricketLora.base.`,
    remedy: 'open settings',
  }),
};

const instead = (name: string): string => (name === '' || name === '?' ? '' : `, such as ${name}`);

const listed = (what: string, keys: string): string =>
  keys === '' || keys === '?' ? '' : `; ${what}: ${keys}`;

const quote = (text: string): string => JSON.stringify(text);
