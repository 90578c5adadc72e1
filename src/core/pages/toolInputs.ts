import * as v from 'valibot';
import { line, path, text } from '../common/schemas.ts';

const filePath = v.pipe(path, v.minLength(1));
const run = v.exactOptional(line(200));

/** What a language model may send to each tool; package.json says the same to it as JSON schemas. */
export const toolInputs = {
  cricketLora_generate_dataset: v.object({ table: filePath }),
  cricketLora_preflight: v.object({ dataset: v.exactOptional(filePath) }),
  cricketLora_train: v.object({ dataset: v.exactOptional(filePath) }),
  cricketLora_failed_facts: v.object({
    run,
    most: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100)), 20),
  }),
  cricketLora_ask: v.object({
    questions: v.pipe(v.array(v.pipe(text(1000), v.minLength(1))), v.minLength(1), v.maxLength(20)),
    run,
  }),
};

export type ToolName = keyof typeof toolInputs;
export type ToolInput<Name extends ToolName> = v.InferOutput<(typeof toolInputs)[Name]>;
