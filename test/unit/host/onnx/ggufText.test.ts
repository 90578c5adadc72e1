import assert from 'node:assert/strict';
import { existsSync, mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Llama, Token } from 'node-llama-cpp';
import { textOf, tokensOf } from '../../../../src/host/onnx/ggufText.ts';
import { runProcess } from '../../../../src/host/process/runProcess.ts';

const python = join(process.cwd(), '.venv', 'bin', 'python');
const folder = mkdtempSync(join(tmpdir(), 'gguf-text-'));

const texts = [
  '<|im_start|>user\nHow many runs?<|im_end|>\n<|im_start|>assistant\n',
  ' leading',
  'trailing  ',
  'two  spaces   three',
  'a\n\n\nb \n c\t\td',
  '\r\nCRLF\r\n',
  "it's I'LL we've o'Neil 'IT'S",
  "a . b , c ! d ? n 't 's don ' t",
  '12345 1,234.56 99.94* 203*',
  '٣٤ ½ ² Ⅷ',
  'São Müller Łódź naïve',
  'विराट कोहली',
  '日本語のテキスト',
  '🏏🇮🇳👨‍👩‍👧',
  '\u00a0no break\u3000wide\u200bzero\u2028line',
  'x=1;{}[]()<>|',
  '<|endoftext|><|im_end|>',
  'DG Bradman (Aus)/—–-…‘quotes’',
  "ſ K ﬁ 'ſ İSTANBUL'S",
  ' ',
  '',
];

/** A file of each way of splitting text that the exporter knows, and what transformers makes of the texts. */
const reference = `
import json, sys
from pathlib import Path
from tokenizers import Tokenizer
from transformers import AutoTokenizer
from cricket_lora.export import load_model
from cricket_lora.exporting.gguf_model import write_gguf
from cricket_lora.exporting.gguf_vocabulary import SPLITS
base, folder, texts = sys.argv[1], Path(sys.argv[2]), json.loads(sys.argv[3])
model = load_model(base)
level = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True}
splits = {"gpt-2": (level, False), "smollm": ({"type": "Sequence", "pretokenizers": [{"type": "Digits", "individual_digits": True}, level]}, False)}
for expression, (name, takes_words_whole) in SPLITS.items():
    split = {"type": "Split", "pattern": {"Regex": expression}, "behavior": "Isolated", "invert": False}
    splits[name] = ({"type": "Sequence", "pretokenizers": [split, {**level, "use_regex": False}]}, takes_words_whole)
said = {}
for name, (before, takes_words_whole) in splits.items():
    tokenizer = AutoTokenizer.from_pretrained(base)
    spec = json.loads(tokenizer.backend_tokenizer.to_str())
    spec["pre_tokenizer"], spec["model"]["ignore_merges"] = before, takes_words_whole
    tokenizer._tokenizer = Tokenizer.from_str(json.dumps(spec))
    write_gguf(model, tokenizer, folder / f"{name}.gguf", "f16", name)
    ids = [tokenizer(text, add_special_tokens=False)["input_ids"] for text in texts]
    # Characters are cut in two where an answer ends within one.
    cut = ids + [one[:-1] for one in ids] + [one[1:] for one in ids]
    decoded = [tokenizer.decode(one, skip_special_tokens=False, clean_up_tokenization_spaces=False) for one in cut]
    said[name] = {"ids": ids, "cut": cut, "decoded": decoded}
print(json.dumps(said))
`;

type Said = Record<string, { ids: Token[][]; cut: Token[][]; decoded: string[] }>;

describe('texts of a GGUF file', { skip: !existsSync(python) && 'npm run setup first' }, () => {
  let said: Said = {};
  let llama: Llama | undefined;
  before(async () => {
    const { exit, stdout, lastLines } = await runProcess(
      python,
      ['-c', reference, join(process.cwd(), 'data', 'base'), folder, JSON.stringify(texts)],
      { env: { ...process.env, PYTHONPATH: join(process.cwd(), 'trainer') } },
    );
    assert.equal(exit, 0, lastLines.join('\n'));
    said = JSON.parse(stdout) as Said;
    // An import() as in ggufModel.ts: the tests are bundled as CommonJS, which cannot require it.
    const { getLlama, LlamaLogLevel } = await import('node-llama-cpp');
    llama = await getLlama({ gpu: false, build: 'never', logLevel: LlamaLogLevel.error });
  });
  after(async () => {
    await llama?.dispose();
    await rm(folder, { recursive: true });
  });

  for (const name of ['qwen2', 'llama-bpe', 'gpt-2', 'smollm'])
    it(`are read and written as transformers does where they are split as ${name}`, async () => {
      const model = await llama?.loadModel({ modelPath: join(folder, `${name}.gguf`) });
      const of = said[name];
      assert.ok(model && of);
      for (const [at, text] of texts.entries())
        assert.deepEqual([...tokensOf(model, text)], of.ids[at], text);
      for (const [at, tokens] of of.cut.entries())
        assert.equal(textOf(model, tokens), of.decoded[at]);
      await model.dispose();
    });
});
