import assert from 'node:assert/strict';
import { get } from 'node:http';
import { test } from 'node:test';
import { importScript } from './script.ts';

interface Window {
  readonly name: string;
  readonly isOrdinary: boolean;
  readonly page: Promise<undefined>;
  readonly end: (problem?: string) => void;
}
interface Script {
  readonly startDriver: (listener: { onTest: (test: object) => void }) => Promise<{
    readonly address: string;
    serve(window: Window): void;
    stop(): Promise<void>;
  }>;
}

/** How a window ends whose tests do something. */
async function endingOf(act: (address: string) => Promise<unknown>): Promise<string | undefined> {
  const { startDriver } = await importScript<Script>('driver.mjs');
  const driver = await startDriver({ onTest: () => undefined });
  try {
    return await new Promise((end, fail) => {
      driver.serve({ name: '1-a', isOrdinary: true, page: Promise.resolve(undefined), end });
      act(driver.address).catch(fail);
    });
  } finally {
    await driver.stop();
  }
}

const tell = (address: string, body: object) =>
  fetch(`${address}/end`, { method: 'POST', body: JSON.stringify(body) });

test('a window ends as its tests say', async () => {
  assert.equal(await endingOf((address) => tell(address, {})), undefined);
  assert.equal(await endingOf((address) => tell(address, { problem: '1 failed' })), '1 failed');
});

test('a window whose extension host dies fails at once', async () => {
  const ending = await endingOf(async (address) => {
    const line = get(`${address}/line`).on('error', () => undefined);
    await fetch(`${address}/window`);
    line.destroy();
  });
  assert.equal(ending, 'the extension host ended during the tests');
});
