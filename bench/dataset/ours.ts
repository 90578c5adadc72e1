import { dirname } from 'node:path';
import { generateDataset } from '../../src/host/dataset.ts';

/** Generates one dataset in a process of its own and says what that took. */
async function main([tablePath = '', phrasingsPath = '', options = '{}']: string[]): Promise<void> {
  const started = performance.now();
  const { folder } = await generateDataset({
    tablePath,
    phrasingsPath,
    options: JSON.parse(options) as object,
  });
  const seconds = (performance.now() - started) / 1000;
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const processor = (userCPUTime + systemCPUTime) / 1e6;
  const report = { seconds, processor, kilobytes: maxRSS, folder, in: dirname(folder) };
  process.stdout.write(`${JSON.stringify(report)}\n`);
}

void main(process.argv.slice(2));
