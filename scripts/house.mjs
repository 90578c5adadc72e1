/**
 * Checks the layout of the sources: folders import only along the diagram below, no import cycles,
 * no crowded folders, no long files. Which packages a room may import is in eslint.config.mjs.
 * `node scripts/house.mjs [--folders]`; the latter lists the folders.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { basename, dirname, join, posix } from 'node:path';
import ts from 'typescript';
import { root } from './root.mjs';

const mostFiles = 25;
const mostLines = 300;

/**
 * The folders of each room, and the rooms it may import from. A folder imports from those before it
 * in one of the lines, but not from neighbours between commas. `.` is the room's own folder.
 */
const diagram = {
  'src/core': {
    rooms: [],
    lines: [
      'common < csv < reading < table < dataset < answers < evaluation < pages',
      'dataset < knowing',
      'dataset < lookup',
      'common < recipe < run < pages',
      'dataset, evaluation, run < experiment < pages',
      'common < target',
    ],
  },
  'src/host': {
    rooms: ['src/core'],
    lines: [
      'files, process < python, shell, table < base < dataset < lookup < run < evaluation, onnx, remote < threads, target, export, notebook, boards < experiment < ask',
    ],
  },
  'src/cli': { rooms: ['src/core', 'src/host'], lines: ['.'] },
  'src/editor': {
    rooms: ['src/core', 'src/host'],
    lines: [
      'page, settings < common, prompt < problems, target < dataset < run < evaluation, boards < model < tools, experiment, sidebar < .',
    ],
  },
  src: { rooms: ['src/core', 'src/host', 'src/editor'], lines: ['.'] },
  webview: {
    rooms: ['src/core'],
    lines: [
      'common < grid < evaluation, dataset',
      'common < run',
      'common < runs',
      'common < ask',
      'common < preview',
      'common < experiment',
      '.',
    ],
  },
};

/** Of Python only the sizes are checked. */
const places = ['src', 'webview', 'trainer'];

const files = places.flatMap((place) =>
  readdirSync(join(root, place), { recursive: true })
    .map((name) => posix.join(place, name.replaceAll('\\', '/')))
    .filter((path) => /\.(ts|css|py)$/.test(path)),
);
const texts = new Map(files.map((file) => [file, readFileSync(join(root, file), 'utf8')]));
const imports = new Map(
  files.filter((file) => file.endsWith('.ts')).map((file) => [file, importsOf(file)]),
);
const folders = new Map();
for (const file of files) folders.set(dirname(file), [...(folders.get(dirname(file)) ?? []), file]);

function importsOf(file) {
  return ts
    .preProcessFile(texts.get(file), true, true)
    .importedFiles.filter(({ fileName }) => fileName.startsWith('.'))
    .map(({ fileName }) => posix.join(dirname(file), fileName))
    .filter((path) => path.endsWith('.ts'));
}

/** The room of a folder (the longest match), and the folder's name in it. */
function placeOf(folder) {
  const room = Object.keys(diagram)
    .filter((name) => folder === name || folder.startsWith(`${name}/`))
    .sort((a, b) => b.length - a.length)[0];
  return room && { room, name: folder === room ? '.' : folder.slice(room.length + 1) };
}

/** The folders of its room that a folder may import from; undefined if no line names it. */
function lowerFolders(room, name) {
  const before = (wanted) => {
    const found = new Set();
    for (const line of diagram[room].lines) {
      const floors = line.split(' < ').map((floor) => floor.split(', '));
      const own = floors.findIndex((floor) => floor.includes(wanted));
      for (const folder of floors.slice(0, Math.max(own, 0)).flat()) found.add(folder);
    }
    return found;
  };
  const all = before(name);
  for (const folder of all) for (const lower of before(folder)) all.add(lower);
  const isNamed = diagram[room].lines.some((line) => line.split(/ < |, /).includes(name));
  return isNamed ? all : undefined;
}

function* closedDoors() {
  for (const [file, imported] of imports) {
    const from = placeOf(dirname(file));
    if (from === undefined) continue;
    const lower = lowerFolders(from.room, from.name);
    if (lower === undefined) {
      yield `${file}: the diagram in scripts/house.mjs does not name its folder`;
      continue;
    }
    for (const target of imported) {
      if (dirname(target) === dirname(file)) continue;
      const to = placeOf(dirname(target));
      const isOpen =
        to?.room === from.room ? lower.has(to.name) : diagram[from.room].rooms.includes(to?.room);
      if (!isOpen) yield `${file}: no door to ${target}`;
    }
  }
}

/** Import cycles, each as a path from a file back to itself. */
function* circles() {
  const state = new Map();
  const path = [];
  const found = [];
  const visit = (file) => {
    state.set(file, 'open');
    path.push(file);
    for (const next of imports.get(file) ?? []) {
      if (state.get(next) === 'open') found.push([...path.slice(path.indexOf(next)), next]);
      else if (!state.has(next)) visit(next);
    }
    path.pop();
    state.set(file, 'done');
  };
  for (const file of imports.keys()) if (!state.has(file)) visit(file);
  for (const circle of found) yield `import circle: ${circle.join(' → ')}`;
}

function* crowded() {
  for (const [folder, { length }] of folders) {
    if (length > mostFiles) yield `${folder}: ${length} files, more than ${mostFiles}`;
  }
}

const linesOf = (file) => texts.get(file).split('\n').length - 1;

function* long() {
  for (const file of files) {
    const lines = linesOf(file);
    if (lines > mostLines) {
      yield `${file}: ${lines} lines, more than ${mostLines}`;
    }
  }
}

if (process.argv.includes('--folders')) {
  for (const [folder, { length }] of [...folders].sort()) {
    console.log(`${String(length).padStart(4)}  ${folder}`);
  }
}
const faults = [...closedDoors(), ...circles(), ...crowded(), ...long()];
for (const fault of faults) console.error(fault);
const fullest = [...folders].sort(([, a], [, b]) => b.length - a.length)[0];
const longest = files.sort((a, b) => linesOf(b) - linesOf(a))[0];
console.log(
  `${files.length} files in ${folders.size} folders; the fullest is ${fullest[0]} (${fullest[1].length} files), the longest ${basename(longest)} (${linesOf(longest)} lines)`,
);
process.exitCode = faults.length > 0 ? 1 : 0;
