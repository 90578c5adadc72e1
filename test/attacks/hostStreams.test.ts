/** A host that has been taken over: whatever it sends, no file but the run's results is touched. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import test from 'node:test';
import fc from 'fast-check';
import { UserError } from '../../src/core/common/userError.ts';
import { download } from '../../src/host/remote/download.ts';
import { callHost } from '../../src/host/shell/callHost.ts';
import { readFrames } from '../../src/host/shell/readFrames.ts';
import { ConnectionLost, type Channel, type Shell } from '../../src/host/shell/shell.ts';
import { attempts, holds, longestFreeze, processorTime, Treasure } from './attack.ts';

/** A host that answers every call with these bytes, cut into pieces. */
function hostile(pieces: readonly (string | Buffer)[]): Shell {
  return {
    name: 'evil.example',
    gone: new Promise(() => undefined),
    failureOf: () => new ConnectionLost('hung up'),
    close: () => undefined,
    open: (script): Channel => {
      const marker = /cricket-lora-[0-9a-f]{16}/.exec(script)?.[0] ?? '';
      const stdout = Readable.from(
        [`Welcome\n\n${marker}\n`, ...pieces].map((piece) => Buffer.from(piece)),
      );
      const stdin = new PassThrough();
      stdin.resume();
      return {
        stdin,
        stdout,
        ended: Promise.resolve({ exit: 0, stderr: '' }),
        close: () => stdout.destroy(),
      };
    },
  };
}

const request = { folder: '~/cl', python: '', run: 'r' };
const frame = (header: object, bytes = ''): string =>
  `${JSON.stringify(bytes === '' ? header : { ...header, bytes: Buffer.byteLength(bytes) })}\n${bytes}`;

/** Downloads what a host lists, beside a treasure, and says whether it was touched. */
async function bringHome(files: unknown, pieces: readonly (string | Buffer)[], at: Treasure) {
  const folder = join(at.folder, 'workspace', '.cricket-lora', 'runs', 'r');
  mkdirSync(folder, { recursive: true });
  const before = at.picture(folder);
  try {
    await download(hostile(pieces), request, { files: files as never, folder });
    return undefined;
  } catch (error) {
    assert.ok(error instanceof UserError || error instanceof ConnectionLost, String(error));
    return error;
  } finally {
    assert.equal(at.picture(folder), before, 'something outside of the run was touched');
    rmSync(folder, { recursive: true });
  }
}

const home = (t: { after(end: () => void): void }): Treasure => {
  const treasure = new Treasure();
  t.after(() => {
    treasure.remove();
  });
  writeFileSync(join(treasure.folder, '.bashrc'), 'mine');
  mkdirSync(join(treasure.folder, '.ssh'));
  writeFileSync(join(treasure.folder, '.ssh', 'authorized_keys'), 'mine');
  return treasure;
};

const up = '../../../../../';

test('a sha256 that is a path writes and removes nothing', async (t) => {
  const treasure = home(t);
  for (const sha256 of [`${up}.bashrc`, `${up}.ssh/authorized_keys`, '..', '', 'A'.repeat(64)]) {
    await holds('a path for a hash', async () => {
      const listed = [{ path: 'trainer.log', size: 100, sha256 }];
      const error = await bringHome(
        listed,
        [frame({ file: 0 }, 'evil\n'), frame({ answer: {} })],
        treasure,
      );
      assert.match(String(error), /cannot be brought home.*Nothing was written/);
    });
  }
});

test('one bad file in a list, and none of it is brought', async (t) => {
  const treasure = home(t);
  const sha256 = createHash('sha256').update('good').digest('hex');
  const good = { path: 'trainer.log', size: 4, sha256 };
  const bad = [
    { ...good, path: 'adapter/../../x' },
    { ...good, path: 'run.json' },
    { ...good, path: 'adapter/a', size: -1 },
    { ...good, path: 'adapter/a', size: 1.5 },
    { ...good, path: 'adapter/a', size: 2 ** 60 },
    { ...good, path: 'adapter/a', size: 2 ** 52 },
    good,
    null,
  ];
  for (const one of bad) {
    await holds('a bad file among good ones', async () => {
      const pieces = [frame({ file: 0 }, 'good'), frame({ answer: {} })];
      assert.ok((await bringHome([good, one], pieces, treasure)) instanceof UserError);
    });
  }
});

const nasty = fc.oneof(
  fc.constantFrom(
    '../x',
    '/etc/passwd',
    'adapter/../../../x',
    '..\\x',
    'C:\\x',
    'lock',
    '\0',
    `${up}.bashrc`,
  ),
  fc.string(),
  fc.constantFrom('adapter/a', 'trainer.log', 'onnx/model.onnx'),
);
const listed = fc.array(
  fc.record(
    {
      path: nasty,
      size: fc.oneof(fc.integer(), fc.double(), fc.constantFrom(0, 4, 2 ** 60, NaN)),
      sha256: fc.oneof(nasty, fc.stringMatching(/^[0-9a-f]{64}$/)),
    },
    { requiredKeys: [] },
  ),
  { maxLength: 4 },
);
/** Frames of ours, damaged; JSON that is none of ours; and noise. */
const piece = fc.oneof(
  fc
    .record({ file: fc.integer({ min: -1, max: 5 }), text: fc.string() })
    .map(({ file, text }) => frame({ file }, text)),
  fc.json().map((text) => `${text}\n`),
  fc
    .record({ bytes: fc.oneof(fc.integer(), fc.double(), fc.constant(2 ** 53)) })
    .map((header) => frame(header)),
  fc.json().map((text) => `{"answer":${text}}\n`),
  fc
    .record({ code: fc.string(), parameters: fc.dictionary(fc.string(), fc.string()) })
    .map((failure) => frame({ failure })),
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
);

test('hostile lists and streams touch nothing outside', async (t) => {
  const treasure = home(t);
  await fc.assert(
    fc.asyncProperty(listed, fc.array(piece, { maxLength: 6 }), (files, pieces) =>
      holds('a hostile download', async () => {
        await bringHome(files, pieces, treasure);
      }),
    ),
    { numRuns: attempts(150), endOnFailure: true },
  );
});

const operations = ['start', 'follow', 'results', 'cancel', 'export', 'check', 'prepare', 'kept'];

test('whatever a host answers is of the form that was asked for, or refused by its name', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...operations),
      fc.array(piece, { maxLength: 6 }),
      (operation, pieces) =>
        holds('a hostile answer', async () => {
          try {
            const answer = await callHost(hostile(pieces), {
              folder: '~/cl',
              python: '',
              operation,
            });
            assert.equal(typeof answer, 'object');
          } catch (error) {
            const isKnown = error instanceof UserError || error instanceof ConnectionLost;
            assert.ok(isKnown, error instanceof Error ? error.stack : String(error));
            if (error instanceof UserError) assert.match(error.message, /evil\.example/);
          }
        }),
    ),
    { numRuns: attempts(300), endOnFailure: true },
  );
});

test('an answer with more than was asked for comes without it', async () => {
  const pieces = [frame({ answer: { outcome: 'killed', command: 'rm', __proto__: { a: 1 } } })];
  const answer = await callHost(hostile(pieces), {
    folder: '~/cl',
    python: '',
    operation: 'cancel',
  });
  assert.deepEqual(answer, { outcome: 'killed' });
});

test('a line and a frame without end are refused soon, with the host’s name', async () => {
  const megabyte = Buffer.alloc(1 << 20, 'x');
  for (const pieces of [
    Array.from({ length: 92 }, () => megabyte),
    [Buffer.from('{"bytes":99000000000}\n'), ...Array.from({ length: 92 }, () => megabyte)],
    // In small pieces, where joining anew with each took time with the square of them.
    Array.from({ length: 60_000 }, () => Buffer.alloc(1500, 'x')),
  ]) {
    await holds('a frame without end', async () => {
      const started = processorTime();
      const freeze = await longestFreeze(() =>
        assert.rejects(
          callHost(hostile(pieces), { folder: '~/cl', python: '', operation: 'check' }),
          /evil\.example answered with what Cricket LoRA does not understand/,
        ),
      );
      assert.ok(freeze < 1000, `frozen for ${freeze} ms`);
      assert.ok(processorTime() - started < 5000);
    });
  }
});

test('frames are read as they were sent, however they are cut', async () => {
  const sent = [{ live: true }, { file: 0 }, { file: 1 }].map((header, at) =>
    frame(header, 'é'.repeat(at)),
  );
  const whole = Buffer.from(`greeting\n\nm\n${sent.join('')}`);
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 1, max: whole.length }), { maxLength: 8 }),
      async (cuts) => {
        const ends = [...new Set([...cuts, whole.length])].sort((a, b) => a - b);
        const pieces = ends.map((end, at) => whole.subarray(ends[at - 1] ?? 0, end));
        const read: string[] = [];
        for await (const { header, bytes } of readFrames(Readable.from(pieces), 'm', 'host')) {
          const { bytes: count = 0, ...rest } = header;
          assert.equal(count, bytes.length);
          read.push(frame(rest, bytes.toString()));
        }
        assert.deepEqual(read, sent);
      },
    ),
  );
});
