import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { judgeHost, type HostFacts } from '../../../../src/core/target/judgeHost.ts';
import { UserError } from '../../../../src/core/common/userError.ts';
import { processesOf } from '../../../../src/host/process/processIdentity.ts';
import { callHost } from '../../../../src/host/shell/callHost.ts';
import { prepareHost } from '../../../../src/host/remote/prepareHost.ts';
import { connectSsh } from '../../../../src/host/shell/connectSsh.ts';
import { readTree, upload } from '../../../../src/host/remote/upload.ts';
import { makeEmptyWheels } from '../python/emptyWheels.ts';
import { temporaryFolder } from '../files/temporaryFolder.ts';
import { createFakeTargetRun, until, watchFake } from './fakeRemoteRun.ts';
import { startSshServer, withoutSshd } from '../shell/sshServer.ts';
import { spoken } from '../../../../src/core/common/sentence.ts';

const options = { skip: withoutSshd, timeout: 240_000 };

/** A host whose PATH starts with our programs, and whose Python finds our modules. */
async function hostWith(
  t: TestContext,
  programs: Readonly<Record<string, string>>,
  modules: Readonly<Record<string, string>> = {},
) {
  const folder = await temporaryFolder(t);
  for (const [name, text] of Object.entries(programs)) {
    await mkdir(join(folder, 'bin'), { recursive: true });
    await writeFile(join(folder, 'bin', name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  }
  for (const [name, text] of Object.entries(modules)) {
    await mkdir(join(folder, 'lib', name, '..'), { recursive: true });
    await writeFile(join(folder, 'lib', name), text);
  }
  const path = [join(folder, 'bin'), process.env.PATH].join(delimiter);
  return startSshServer(t, { environment: { PATH: path, PYTHONPATH: join(folder, 'lib') } });
}

async function connected(t: TestContext, server: Awaited<ReturnType<typeof startSshServer>>) {
  const target = await connectSsh(server.host, server.options);
  t.after(() => {
    target.close();
  });
  return target;
}

const gpus = (...lines: readonly string[]): string => `cat <<'END'\n${lines.join('\n')}\nEND`;
const t4 = (index: number, free: number, driver = '580.65.06'): string =>
  `${index}, GPU-${index}, Tesla T4, ${free}, 15360, 7.5, ${driver}`;
const metadata = (name: string): Record<string, string> => ({
  [`${name}-9.0.dist-info/METADATA`]: `Metadata-Version: 2.1\nName: ${name}\nVersion: 9.0\n`,
});
const torchWith = (cuda: string, isAvailable: string): Record<string, string> => ({
  ...['torch', 'transformers', 'peft', 'safetensors']
    .map(metadata)
    .reduce((a, b) => ({ ...a, ...b })),
  'torch.py': `
class version: cuda = ${cuda}
class cuda:
    is_available = staticmethod(lambda: ${isAvailable})
    get_device_name = staticmethod(lambda: "Tesla T4")
`,
});

for (const { name, programs, modules, code, level } of [
  {
    name: 'no GPU',
    programs: {},
    modules: torchWith('None', 'False'),
    code: 'no-gpu',
    level: 'warning',
  },
  {
    name: 'nvidia-smi without GPU',
    programs: { 'nvidia-smi': 'echo No devices; exit 6' },
    modules: torchWith('None', 'False'),
    code: 'no-gpu',
    level: 'warning',
  },
  {
    name: 'a driver that is too old',
    programs: { 'nvidia-smi': gpus(t4(0, 15000, '470.82')) },
    modules: torchWith('"13.0"', 'False'),
    code: 'driver-too-old',
    level: 'problem',
  },
  {
    name: 'torch without CUDA',
    programs: { 'nvidia-smi': gpus(t4(0, 15000)) },
    modules: torchWith('None', 'False'),
    code: 'torch-without-cuda',
    level: 'problem',
  },
  {
    name: 'torch that does not see the GPU',
    programs: { 'nvidia-smi': gpus(t4(0, 15000)) },
    modules: torchWith('"13.0"', 'False'),
    code: 'torch-without-gpu',
    level: 'problem',
  },
  {
    name: 'torch that cannot be loaded',
    programs: { 'nvidia-smi': gpus(t4(0, 15000)) },
    modules: { ...torchWith('None', 'False'), 'torch.py': 'raise OSError("libcudart")' },
    code: 'torch-broken',
    level: 'problem',
  },
  {
    name: 'all well',
    programs: { 'nvidia-smi': gpus(t4(0, 15000)) },
    modules: torchWith('"13.0"', 'True'),
    code: 'torch',
    level: 'good',
  },
] as const) {
  test(`Check Target: ${name}`, options, async (t) => {
    const server = await hostWith(t, programs, modules);
    const target = await connected(t, server);
    const folder = join(server.folder, 'cl');
    const facts = await callHost<HostFacts>(target, {
      operation: 'check',
      folder,
      python: 'python3',
    });
    const finding = judgeHost(facts).find((one) => one.code === code);
    assert.equal(finding?.level, level, JSON.stringify(facts));
  });
}

test('without an environment, Check Target points to Set Up Python', options, async (t) => {
  const server = await hostWith(t, {});
  const target = await connected(t, server);
  const folder = join(server.folder, 'cl');
  const facts = await callHost<HostFacts>(target, { operation: 'check', folder, python: '' });
  const finding = judgeHost(facts).find(({ level }) => level === 'problem');
  assert.equal(finding?.code, 'no-environment');
  assert.match(spoken(finding.message), /Run Set Up Python/);
});

test(
  'folders and interpreters of a user whom the host does not have are named',
  options,
  async (t) => {
    const server = await startSshServer(t);
    const target = await connected(t, server);
    const asked = { operation: 'check', python: '~no-such-user/python' };
    await assert.rejects(
      callHost(target, { ...asked, folder: '~no-such-user/cl' }),
      /The folder ~no-such-user\/cl on .* cannot be used: there is no such user/,
    );
    const folder = join(server.folder, 'cl');
    const facts = await callHost<HostFacts>(target, { ...asked, folder });
    assert.deepEqual(facts.trainer, { path: '~no-such-user/python' });
  },
);

test('a host without network is set up from copied wheels', options, async (t) => {
  const server = await hostWith(t, {});
  const target = await connected(t, server);
  const place = { folder: join(server.folder, 'c l'), python: '' };
  const lines: string[] = [];
  const requirements = 'torch\ntransformers\npeft\nsafetensors\n';
  const setUp = { requirements, onLine: (line: string) => void lines.push(line) };
  await mkdir(join(place.folder, 'wheels'), { recursive: true });
  await assert.rejects(
    prepareHost(target, place, setUp),
    /could not be created on testhost.*torch/s,
  );

  makeEmptyWheels(join(place.folder, 'wheels'));
  assert.deepEqual(await prepareHost(target, place, setUp), { build: 'cpu', made: true });
  assert.ok(lines.some((line) => line.includes('torch')));
  // A missing wheel is reported before anything is removed.
  await assert.rejects(
    prepareHost(target, place, { ...setUp, requirements: `${requirements}no_such==1\n` }),
    /no wheel of no_such\./,
  );
  assert.equal((await prepareHost(target, place, setUp)).made, false);
  const facts = await callHost<HostFacts>(target, { operation: 'check', ...place });
  assert.equal(facts.trainer.packages?.torch, '2.14.0');
});

for (const [name, programs, pattern] of [
  [
    'no network',
    {
      uv: 'case $1 in venv) mkdir -p "$4/bin"; : >"$4/pyvenv.cfg";; *) echo "error: dns error: failed to lookup"; exit 2;; esac',
    },
    /cannot reach the package index.*copy the wheels/s,
  ],
  [
    'a disk that fills up',
    {
      uv: 'case $1 in venv) mkdir -p "$4/bin"; : >"$4/pyvenv.cfg";; *) echo "No space left on device"; exit 2;; esac',
    },
    /The disk of .* is full/,
  ],
  [
    'no module venv',
    { uv: 'echo "The virtual environment was not created: ensurepip is not available"; exit 1' },
    /has no module venv.*python3-venv/s,
  ],
  [
    'an old driver',
    { 'nvidia-smi': gpus(t4(0, 1, '470.1')) },
    /driver of testhost is 470\.1.*Update the driver/,
  ],
] as const) {
  test(`Set Up Python: ${name}`, options, async (t) => {
    const server = await hostWith(t, programs);
    const target = await connected(t, server);
    const place = { folder: join(server.folder, 'cl'), python: '' };
    const setUp = { requirements: 'torch\n', onLine: () => undefined };
    await assert.rejects(prepareHost(target, place, setUp), (error) => {
      assert.ok(error instanceof UserError);
      assert.match(error.message, pattern);
      return true;
    });
  });
}

test('the build of PyTorch matches the driver', options, async (t) => {
  const uv =
    'echo "uv $*" >>"$HOME_LOG"; case $1 in venv) mkdir -p "$4/bin"; : >"$4/pyvenv.cfg";; esac';
  for (const [driver, build, flag] of [
    ['580.65.06', 'default', undefined],
    ['535.183.01', 'cu126', '--torch-backend=cu126'],
  ] as const) {
    const log = join(await temporaryFolder(t), 'log');
    const server = await hostWith(t, {
      uv: uv.replace('$HOME_LOG', log),
      'nvidia-smi': gpus(t4(0, 15000, driver)),
    });
    const target = await connected(t, server);
    const hashed = await readFile('trainer/requirements-hashed.txt', 'utf8');
    const setUp = { requirements: 'torch\n', hashed, onLine: () => undefined };
    const place = { folder: join(server.folder, 'cl'), python: '' };
    assert.equal((await prepareHost(target, place, setUp)).build, build);
    const [, ...installs] = (await readFile(log, 'utf8')).trim().split('\n');
    const list = await readFile(join(place.folder, 'requirements.txt'), 'utf8');
    const packages: string[] = list.match(/^[a-z][\w.-]*(?===)/gm) ?? [];
    assert.ok(packages.includes('transformers'));
    if (flag === undefined) {
      assert.equal(installs.length, 1);
      assert.equal(list, hashed);
    } else {
      // PyTorch from its own index alone; all else by hash, and nothing of another build's.
      const [torch = '', others = ''] = installs;
      assert.match(torch, / --torch-backend=cu126 torch==[\d.]+$/);
      assert.match(others, / --no-deps --require-hashes -r /);
      assert.deepEqual(
        packages.filter((name) => /^(torch|triton|nvidia|cuda)/.test(name)),
        [],
      );
      assert.equal(list.match(/^\S+==/gm)?.length, packages.length);
    }
    for (const command of installs) assert.match(command, / --only-binary :all: /);
  }
});

test('each run gets the GPU with the most free memory', options, async (t) => {
  const server = await hostWith(t, { 'nvidia-smi': gpus(t4(0, 9000), t4(1, 14000)) });
  const first = await createFakeTargetRun(t, 'guided', { server });
  const shared = { setting: first.setting };
  const second = await createFakeTargetRun(t, 'guided', { server });
  const third = await createFakeTargetRun(t, 'guided', { server });
  const started = await first.start();
  assert.equal(started.gpu?.index, 1);
  const environment = await readFile(`/proc/${started.pid}/environ`, 'utf8');
  assert.ok(environment.split('\0').includes('CUDA_VISIBLE_DEVICES=GPU-1'), 'and it sees no other');
  assert.equal((await second.start(shared)).gpu?.index, 0);
  await assert.rejects(third.start(shared), /Every GPU of testhost \(2\) has a run of yours/);
  const sharing = { setting: { ...first.setting, shareGpus: true } };
  assert.equal((await third.start(sharing)).gpu?.index, 1);
});

for (const { lingers, manager, isScoped } of [
  { lingers: 'yes', manager: 'echo running', isScoped: true },
  { lingers: 'yes', manager: 'echo degraded; exit 1', isScoped: true },
  { lingers: 'yes', manager: 'echo offline; exit 1', isScoped: false },
  { lingers: 'no', manager: 'echo running', isScoped: false },
]) {
  const name = `lingering ${lingers}, systemd ${manager}: ${isScoped ? 'a' : 'no'} scope of its own`;
  test(name, options, async (t) => {
    const log = join(await temporaryFolder(t), 'log');
    const server = await hostWith(t, {
      loginctl: `[ "$1 $3" = "show-user --property=Linger" ] && echo ${lingers}`,
      systemctl: manager,
      // In place, like systemd's own for a scope.
      'systemd-run': `echo "$*" >>'${log}'; while [ "$1" != -- ]; do shift; done; shift; exec "$@"`,
    });
    const run = await createFakeTargetRun(t, 'guided', { server });
    const { pid } = await run.start();
    const seen = watchFake(run);
    await until('training', () => seen.states.at(-1)?.started !== undefined);
    const said = await readFile(log, 'utf8').catch(() => '');
    const { run: id } = JSON.parse(await readFile(join(run.folder, 'target.json'), 'utf8')) as {
      run: string;
    };
    const scope = `--user --scope --quiet --description=${id} -- python3 -m cricket_lora `;
    assert.equal(said.startsWith(scope), isScoped, said);
    assert.equal((await processesOf().read(pid))?.group, pid, 'the trainer under the same pid');
    assert.equal(await run.target.end(run.folder, { graceSeconds: 0 }), 'terminated');
    assert.equal((await seen.end).status, 'cancelled');
  });
}

test(
  'a full disk is reported before and during an upload',
  {
    ...options,
    skip:
      options.skip === false
        ? process.getuid?.() !== 0 && 'only root can make a small disk'
        : options.skip,
  },
  async (t) => {
    const server = await startSshServer(t);
    const target = await connected(t, server);
    let folder = '';
    // Hooks run in this order: unmount the disk, then remove its folder.
    t.after(() => spawnSync('umount', ['-l', folder]));
    folder = await temporaryFolder(t);
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'none', folder]);
    if (mounted.status !== 0) {
      t.skip('no small disk can be made here');
      return;
    }
    const here = await temporaryFolder(t);
    await writeFile(join(here, 'big'), Buffer.alloc(5_000_000));
    const { files } = await readTree(here);
    const place = { folder, python: '' };
    await assert.rejects(
      upload(target, place, files),
      /is full: 5\.0 MB are needed and 4\.\d MB are free/,
    );
    const facts = await callHost<HostFacts>(target, { operation: 'check', ...place });
    assert.ok(judgeHost(facts).some(({ code }) => code === 'disk-full'));
    // Another program fills it while a file is being uploaded.
    await writeFile(join(folder, 'filler'), Buffer.alloc(3_900_000));
    const sent = { sha256: 'a'.repeat(64), size: 1_000_000, offset: 0 };
    await assert.rejects(
      callHost(
        target,
        { ...place, operation: 'accept', sent: [sent] },
        {
          data: (to) =>
            new Promise((resolve) =>
              to.write(Buffer.alloc(1_000_000), () => {
                resolve();
              }),
            ),
        },
      ),
      /is full/,
    );
  },
);

test(
  'stored files are listed with sizes and removed, but never an active run',
  options,
  async (t) => {
    const run = await createFakeTargetRun(t, 'guided');
    await run.start();
    const seen = watchFake(run);
    const target = await run.connect();
    const place = { folder: run.setting.folder, python: 'python3' };
    const kept = () =>
      callHost<{ items: { path: string; bytes: number; live: boolean }[] }>(target, {
        ...place,
        operation: 'kept',
      });
    await until('training', () => (seen.states.at(-1)?.step ?? 0) > 1);
    const { items } = await kept();
    const [path = ''] = items.map((item) => item.path).filter((name) => name.startsWith('runs/'));
    for (const item of items) {
      const listed = spawnSync('du', ['-s', '-B1', join(place.folder, item.path)]);
      const [bytes] = listed.stdout.toString().split('\t').map(Number);
      assert.ok(item.bytes > 0 && bytes !== undefined, item.path);
      // du includes the folders themselves, and the run is still writing.
      assert.ok(Math.abs(item.bytes - bytes) < 100_000, `${item.path}: ${item.bytes}, ${bytes}`);
    }
    assert.deepEqual(
      items.filter(({ live }) => live).map((item) => item.path),
      [path],
    );
    const removing = { ...place, operation: 'remove', paths: [path, 'blobs', 'trainers'] };
    await assert.rejects(callHost(target, removing), /is still running on .*Cancel it/);
    await run.letFinish();
    await seen.end;
    await callHost(target, removing);
    assert.deepEqual((await kept()).items, []);
  },
);
