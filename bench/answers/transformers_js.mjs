/** The same questions of the same files, by Transformers.js: its own template, tokenizer and generation. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { performance } from 'node:perf_hooks';
import { pathToFileURL } from 'node:url';

const [packages, folder, prompts, batchSize] = process.argv.slice(2);
const require = createRequire(`${packages}/package.json`);
const { AutoModelForCausalLM, AutoTokenizer, env } = await import(
  pathToFileURL(require.resolve('@huggingface/transformers')).href
);
env.allowRemoteModels = false;
env.localModelPath = folder.replace(/[^/]*$/, '');
const name = folder.replace(/^.*\//, '');
const tokenizer = await AutoTokenizer.from_pretrained(name);
tokenizer.padding_side = 'left';
const model = await AutoModelForCausalLM.from_pretrained(name, {
  dtype: 'fp32',
  use_external_data_format: true,
});
const conversations = JSON.parse(readFileSync(prompts, 'utf8'));
const chat_template = readFileSync(`${folder}/chat_template.jinja`, 'utf8');
const rendering = { chat_template, tokenize: false, add_generation_prompt: true };
const texts = conversations.map((messages) => tokenizer.apply_chat_template(messages, rendering));

async function answer(batch) {
  const inputs = tokenizer(batch, { padding: true, add_special_tokens: false });
  const made = await model.generate({ ...inputs, max_new_tokens: 24, do_sample: false });
  const said = made.slice(null, [inputs.input_ids.dims[1], null]);
  // Rows that have ended go on being filled until the last of the batch has: cut at the end token.
  const end = model.generation_config.eos_token_id;
  const whole = said.tolist().map((row) => row.map(Number));
  const cut = whole.map((row) => (row.includes(end) ? row.slice(0, row.indexOf(end)) : row));
  return cut.map((row) => (row.length === 0 ? '' : tokenizer.decode(row)));
}

await answer(texts.slice(0, 1));
const started = performance.now();
const outputs = [];
const size = Number(batchSize);
for (let at = 0; at < texts.length; at += size)
  outputs.push(...(await answer(texts.slice(at, at + size))));
console.log(JSON.stringify({ seconds: (performance.now() - started) / 1000, outputs }));
