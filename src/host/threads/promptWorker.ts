import { parentPort } from 'node:worker_threads';
import { findPromptRenderer, type PromptRenderer } from '../base/promptRenderer.ts';
import { surveySamples } from '../dataset/surveySamples.ts';
import type { PromptRequest } from './promptThread.ts';
import type { Numbered, ThreadAnswer } from './requestThread.ts';
import { threadErrorOf } from './threadError.ts';

/** Entry of the thread that `PromptThread` starts: the renderers of bases, each loaded once. */
const renderers = new Map<string, Promise<PromptRenderer | undefined>>();

parentPort?.on('message', (request: Numbered<PromptRequest>) => {
  void answer(request).then((message) => parentPort?.postMessage(message));
});

async function answer(request: Numbered<PromptRequest>): Promise<ThreadAnswer> {
  const { number } = request;
  try {
    return { number, value: await valueOf(request) };
  } catch (error) {
    return { number, ...threadErrorOf(error) };
  }
}

async function valueOf(request: PromptRequest): Promise<unknown> {
  const renderer = await rendererOf(request.base);
  if (request.name === 'canRender') return renderer !== undefined;
  if (request.name === 'survey') return surveySamples(request.samples, renderer);
  return renderer?.use((prompts) => prompts.render(request.question));
}

async function rendererOf(base: PromptRequest['base']): Promise<PromptRenderer | undefined> {
  const key = `${base.kind}\n${base.base}`;
  const known = renderers.get(key);
  if (known !== undefined) return known;
  const loading = findPromptRenderer(base);
  renderers.set(key, loading);
  const renderer = await loading;
  // It may be downloaded later.
  if (renderer === undefined) renderers.delete(key);
  return renderer;
}
