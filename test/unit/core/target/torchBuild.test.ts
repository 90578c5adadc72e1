import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { torchBuild } from '../../../../src/core/target/torchBuild.ts';
import { spoken } from '../../../../src/core/common/sentence.ts';

const linux = { platform: 'linux', arch: 'x64' };
const windows = { platform: 'win32', arch: 'x64' };

describe('the build of PyTorch for a machine', () => {
  for (const [driver, onLinux, onWindows] of [
    [undefined, 'cpu', 'default'],
    ['470.256.02', 'cpu', 'default'],
    ['525.60.13', 'cu126', 'cu126'],
    ['550.144.03', 'cu126', 'cu126'],
    ['579.99', 'cu126', 'cu126'],
    ['580.65.06', 'default', 'cu130'],
    ['610.10', 'default', 'cu130'],
  ] as const) {
    test(`driver ${driver ?? 'none'}`, () => {
      const here = torchBuild({ ...linux, driver });
      assert.equal(here.build, onLinux);
      assert.equal(torchBuild({ ...windows, driver }).build, onWindows);
      assert.equal(here.hasCuda, onLinux !== 'cpu');
    });
  }
  test('a driver that is too old is told of', () => {
    const { tooOldDriver } = {
      tooOldDriver: undefined,
      ...torchBuild({ ...linux, driver: '470.1' }),
    };
    assert.equal(tooOldDriver, '470.1');
  });
  test('macOS 14 on Apple’s processors has the usual one', () => {
    const mac = { platform: 'darwin', arch: 'arm64' };
    assert.equal(torchBuild({ ...mac, release: '23.1.0' }).build, 'default');
    assert.match(spoken(torchBuild({ ...mac, release: '22.6.0' }).problem ?? ''), /macOS 14/);
  });
  test('there is none for Macs with Intel processors and Windows on ARM', () => {
    assert.match(spoken(torchBuild({ platform: 'darwin', arch: 'x64' }).problem ?? ''), /Intel/);
    assert.match(spoken(torchBuild({ platform: 'win32', arch: 'arm64' }).problem ?? ''), /ARM/);
  });
  test('hosts choose by the same drivers', () => {
    const source = readFileSync('trainer/cricket_lora_host/environment.py', 'utf8');
    const [, newest = '', oldest = ''] =
      /NEWEST_CUDA_DRIVER, OLDEST_CUDA_DRIVER = (\d+), (\d+)/.exec(source) ?? [];
    const buildAt = (driver: string) => torchBuild({ ...linux, driver }).build;
    assert.equal(buildAt(newest), 'default');
    assert.equal(buildAt(String(Number(newest) - 1)), 'cu126');
    assert.equal(buildAt(oldest), 'cu126');
    assert.equal(buildAt(String(Number(oldest) - 1)), 'cpu');
  });
});
