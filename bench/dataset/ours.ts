import { monitorEventLoopDelay } from 'node:perf_hooks';
import { runInThread } from '../../src/host/threads/datasetThread.ts';

/**
 * Generates one dataset as the extension does it and says what that took: in the thread, while this one
 * stands for the extension host, whose event loop is watched.
 */
async function main([script = '', tablePath = '', phrasingsPath = '', options = '{}']: string[]) {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const started = performance.now();
  await runInThread(
    'generate',
    {
      tablePath,
      phrasingsPath,
      options: JSON.parse(options) as object,
      onProgress: () => undefined,
    },
    script,
  );
  const seconds = (performance.now() - started) / 1000;
  delay.disable();
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const processor = (userCPUTime + systemCPUTime) / 1e6;
  const blocked = delay.max / 1e6;
  process.stdout.write(`${JSON.stringify({ seconds, processor, kilobytes: maxRSS, blocked })}\n`);
}

void main(process.argv.slice(2));
