import { readFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Message } from '../../src/core/dataset/question.ts';
import { OnnxProcess } from '../../src/host/onnx/onnxProcess.ts';

/** Ours as the extension uses it: this process stands for the extension host, whose delay is measured. */
const [script = '', folder = '', prompts = '', batchSize = '64'] = process.argv.slice(2);
const conversations = JSON.parse(readFileSync(prompts, 'utf8')) as Message[][];
const model = new OnnxProcess(folder, 'onnx/model.onnx', script);
const options = { batchSize: Number(batchSize), maxTokens: 24 };
// Loading is not answering.
await model.answer(conversations.slice(0, 1), options);
const delay = monitorEventLoopDelay({ resolution: 1 });
delay.enable();
const started = performance.now();
const answers = await model.answer(conversations, options);
const seconds = (performance.now() - started) / 1000;
delay.disable();
console.log(
  JSON.stringify({
    seconds,
    blockedMs: delay.max / 1e6,
    outputs: answers.map(({ output }) => output),
  }),
);
model.dispose();
