/**
 * Writes what the Python benchmarks read, for machines that have no Node:
 * the questions of the bundled table and of 1,000 invented players, and the presets. `npm run bench -- inputs FOLDER`
 */
import { build } from 'esbuild';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../scripts/root.mjs';
import { playersTable } from './playersTable.mjs';

const source = `
  export { parseTable } from './src/core/table/table.ts';
  export { parsePhrasings } from './src/core/dataset/phrasings.ts';
  export { generateQuestions } from './src/core/dataset/generateQuestions.ts';
  export { formatQuestions } from './src/core/dataset/questionsFile.ts';
  export { QuestionMaker } from './src/core/dataset/questionMaker.ts';
  export { knowingQuestionsOf } from './src/core/knowing/knowingTable.ts';
  export { withLookUp } from './src/core/lookup/lookUpQuestion.ts';
  export { RowFinder } from './src/core/lookup/rowFinder.ts';
  export { rowTextsOf } from './src/core/lookup/tableRows.ts';
  export { presets } from './src/core/recipe/recipe.ts';
`;

/** The functions above, compiled on the spot: a benchmark measures the sources as they are. */
async function importCore() {
  const { outputFiles } = await build({
    absWorkingDir: root,
    stdin: { contents: source, resolveDir: root },
    bundle: true,
    format: 'esm',
    write: false,
  });
  const code = Buffer.from(outputFiles[0].contents).toString('base64');
  return import(`data:text/javascript;base64,${code}`);
}

/** The table with a column of full names, where `names` has them: it is asked by them, too. */
function withFullNames(text, names) {
  const fullNameOf = new Map(
    names
      .trim()
      .split('\n')
      .map((line) => line.split(',')),
  );
  const [header, ...rows] = text.trim().split('\n');
  const withName = (row) => `${row},${fullNameOf.get(row.slice(0, row.indexOf(','))) ?? ''}`;
  return [`${header},Full name`, ...rows.map(withName)].join('\n') + '\n';
}

/** Of each other way to ask. */
const otherWays = 100;

/** The facts of a table with what it cannot answer and other ways to ask. */
function beliefQuestions(core, table, phrasings) {
  const maker = new core.QuestionMaker(table, phrasings, { unknown: 'auto', otherWays });
  const further = core.knowingQuestionsOf(table, phrasings, maker.options);
  const facts = table.rows.flatMap((row) => {
    const asked = maker.ask(row);
    further.add(row, () => core.formatQuestions(asked));
    return asked;
  });
  return {
    belief: [...facts, ...further.make(maker.counts.facts)],
    unknownAnswer: maker.options.unknownAnswer,
  };
}

/** Those that are asked only, each with its row. */
function withRows(core, table, { belief, unknownAnswer }) {
  const rows = new core.RowFinder();
  const textOf = core.rowTextsOf(table);
  for (const row of table.rows) rows.add(textOf(row));
  return belief
    .filter(({ split, kind }) => split !== 'unknown' && (split !== 'train' || !kind))
    .map((question) => core.withLookUp(question, rows, unknownAnswer));
}

/** @returns {Promise<Record<'questions' | 'players' | 'belief' | 'beliefOfPlayers' | 'lookUp' | 'presets', string>>} paths in `folder` */
export async function writeInputs(folder) {
  const core = await importCore();
  const data = (name) => readFile(join(root, 'data', name), 'utf8');
  const phrasings = core.parsePhrasings(await data('phrasings.json'), 'phrasings.json');
  const questionsOf = (table) =>
    core.formatQuestions(core.generateQuestions(table, phrasings).questions);
  const paths = {
    questions: join(folder, 'questions.jsonl'),
    players: join(folder, 'questions-1000-players.jsonl'),
    belief: join(folder, 'questions-belief.jsonl'),
    beliefOfPlayers: join(folder, 'questions-belief-1000-players.jsonl'),
    lookUp: join(folder, 'questions-look-up.jsonl'),
    presets: join(folder, 'presets.json'),
  };
  await mkdir(folder, { recursive: true });
  const table = core.parseTable(await data('test_batting.csv'), { name: 'test_batting.csv' });
  await writeFile(paths.questions, questionsOf(table));
  const names = await readFile(join(root, 'bench', 'fullNames.csv'), 'utf8');
  const named = core.parseTable(withFullNames(await data('test_batting.csv'), names), {
    name: 'test_batting.csv',
  });
  const made = beliefQuestions(core, named, phrasings);
  await writeFile(paths.belief, core.formatQuestions(made.belief));
  await writeFile(paths.lookUp, core.formatQuestions(withRows(core, named, made)));
  const players = core.parseTable(playersTable(1000), { name: 'players.csv' });
  await writeFile(paths.players, questionsOf(players));
  const ofPlayers = beliefQuestions(core, players, phrasings);
  await writeFile(paths.beliefOfPlayers, core.formatQuestions(ofPlayers.belief));
  await writeFile(paths.presets, `${JSON.stringify(core.presets, null, 2)}\n`);
  return paths;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [folder] = process.argv.slice(2);
  if (folder) console.log(Object.values(await writeInputs(resolve(folder))).join('\n'));
  else {
    console.error('npm run bench -- inputs FOLDER');
    process.exitCode = 2;
  }
}
