/**
 * Makes one animated picture (APNG) of pictures that the tests in VS Code have taken, in the order of their
 * names: `node scripts/animation.mjs FILE [--from test/screenshots] [--name try-it-] [--frames 12]`.
 * Pictures like the one before are left out, and of the rest as many as asked for are taken, evenly.
 */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { crc32 } from 'node:zlib';
import { root } from './root.mjs';
import { main, SetupError } from './step.mjs';

const mostBytes = 2_000_000;
/** How long each picture stays, in milliseconds. */
const delays = { first: 2000, others: 700, last: 4000 };

await main(() => {
  const { values, positionals } = parseArgs({
    options: {
      from: { type: 'string', default: join(root, 'test', 'screenshots') },
      name: { type: 'string', default: 'try-it-' },
      frames: { type: 'string', default: '12' },
    },
    allowPositionals: true,
  });
  const [file] = positionals;
  if (file === undefined) throw new SetupError('Name the file to write.');
  const pictures = readdirSync(values.from)
    .filter((name) => name.startsWith(values.name) && /\d+\.png$/.test(name))
    .sort()
    .map((name) => readFileSync(join(values.from, name)))
    .filter((picture, at, all) => at === 0 || !picture.equals(all[at - 1]));
  if (pictures.length < 2)
    throw new SetupError(`${values.from} has no pictures. Run: npm test -- --only vscode`);
  const animation = animate(some(pictures, Number(values.frames)));
  if (animation.length > mostBytes)
    throw new SetupError(`${animation.length} bytes, more than ${mostBytes}: take fewer frames.`);
  writeFileSync(resolve(file), animation);
  console.log(`${file}: ${pictures.length} pictures, ${animation.length} bytes`);
});

/** The first, the last, and evenly what is between. */
function some(pictures, most) {
  if (pictures.length <= most) return pictures;
  const step = (pictures.length - 1) / (most - 1);
  return Array.from({ length: most }, (_, at) => pictures[Math.round(at * step)]);
}

/** https://www.w3.org/TR/png-3/#apng-frame-based-animation */
function animate(pictures) {
  const [first] = pictures;
  const signature = first.subarray(0, 8);
  const header = chunksOf(first).find(({ type }) => type === 'IHDR').data;
  let sequence = 0;
  const parts = [signature, chunk('IHDR', header), chunk('acTL', numbers(pictures.length, 0))];
  for (const [at, picture] of pictures.entries()) {
    const chunks = chunksOf(picture);
    if (!chunks.find(({ type }) => type === 'IHDR').data.equals(header))
      throw new SetupError('The pictures differ in size or in kind.');
    parts.push(chunk('fcTL', frameControl(sequence++, header, delayOf(at, pictures.length))));
    for (const { data } of chunks.filter(({ type }) => type === 'IDAT')) {
      if (at === 0) parts.push(chunk('IDAT', data));
      else parts.push(chunk('fdAT', Buffer.concat([numbers(sequence++), data])));
    }
  }
  return Buffer.concat([...parts, chunk('IEND', Buffer.alloc(0))]);
}

function delayOf(at, count) {
  if (at === 0) return delays.first;
  return at === count - 1 ? delays.last : delays.others;
}

/** A whole frame at the corner, shown for these milliseconds, in place of the one before. */
function frameControl(sequence, header, milliseconds) {
  const control = Buffer.alloc(26);
  control.writeUInt32BE(sequence, 0);
  header.copy(control, 4, 0, 8);
  control.writeUInt16BE(milliseconds, 20);
  control.writeUInt16BE(1000, 22);
  return control;
}

function chunksOf(png) {
  const chunks = [];
  for (let at = 8; at < png.length;) {
    const length = png.readUInt32BE(at);
    const type = png.toString('latin1', at + 4, at + 8);
    chunks.push({ type, data: png.subarray(at + 8, at + 8 + length) });
    at += 12 + length;
  }
  return chunks;
}

function chunk(type, data) {
  const typed = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  return Buffer.concat([numbers(data.length), typed, numbers(crc32(typed))]);
}

function numbers(...values) {
  const bytes = Buffer.alloc(4 * values.length);
  for (const [at, value] of values.entries()) bytes.writeUInt32BE(value, 4 * at);
  return bytes;
}
