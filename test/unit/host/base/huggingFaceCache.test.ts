import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { isHubReachable, isInHubCache } from '../../../../src/host/base/huggingFaceCache.ts';

describe('a hub base', () => {
  test('is in the cache once its weights are', async (t) => {
    const home = await mkdtemp(join(tmpdir(), 'hub-'));
    t.after(() => rm(home, { recursive: true }));
    const snapshot = join(home, 'hub', 'models--Qwen--Qwen2.5-1.5B-Instruct', 'snapshots', 'abc');
    const isCached = (environment: Record<string, string>): Promise<boolean> =>
      isInHubCache('Qwen/Qwen2.5-1.5B-Instruct', environment);
    assert.equal(await isCached({ HF_HOME: home }), false);
    await mkdir(snapshot, { recursive: true });
    await writeFile(join(snapshot, 'config.json'), '{}');
    assert.equal(await isCached({ HF_HOME: home }), false, 'a configuration is no model');
    await writeFile(join(snapshot, 'model.safetensors'), '');
    assert.equal(await isCached({ HF_HOME: home }), true);
    assert.equal(await isCached({ HF_HUB_CACHE: join(home, 'hub') }), true);
    assert.equal(await isCached({ HF_HOME: join(home, 'elsewhere') }), false);
  });

  test('an error status means that the hub is reachable; no response means that it is not', async () => {
    const server = createServer((_, response) => {
      response.statusCode = 401;
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const environment = { HF_ENDPOINT: `http://127.0.0.1:${port}` };
    assert.equal(await isHubReachable('a/b', { environment }), true);
    await new Promise((resolve) => server.close(resolve));
    assert.equal(await isHubReachable('a/b', { environment }), false);
  });
});
