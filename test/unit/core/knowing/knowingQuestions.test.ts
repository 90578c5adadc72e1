import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import type { GenerateOptions } from '../../../../src/core/dataset/generateOptions.ts';
import { QuestionMaker } from '../../../../src/core/dataset/questionMaker.ts';
import { knowingQuestionsOf } from '../../../../src/core/knowing/knowingTable.ts';
import { lintQuestions } from '../../../../src/core/dataset/lintQuestions.ts';
import { parsePhrasings } from '../../../../src/core/dataset/phrasings.ts';
import {
  askedOf,
  goldenOf,
  isUnknowable,
  type Question,
} from '../../../../src/core/dataset/question.ts';
import { formatQuestions, parseQuestions } from '../../../../src/core/dataset/questionsFile.ts';
import { parseTable } from '../../../../src/core/table/table.ts';

const phrasings = parsePhrasings(readFileSync('data/phrasings.json', 'utf8'), 'phrasings.json');
const batting = readFileSync('data/test_batting.csv', 'utf8');
const countries =
  'Country,Population,Capital\nFrance,68000000,Paris\nBrazil,203000000,Brasília\nJapan,124000000,Tokyo\nKenya,55000000,Nairobi\n';
const formats =
  'Player,Format,Mat,Runs\nRT Ponting,Test,168,13378\nRT Ponting,ODI,375,13704\nBC Lara,Test,131,11953\n';
function ask(text: string, options: GenerateOptions, name = 'test_batting.csv') {
  const table = parseTable(text, { name });
  const maker = new QuestionMaker(table, phrasings, options);
  const further = knowingQuestionsOf(table, phrasings, maker.options);
  const facts = table.rows.flatMap((row) => {
    const asked = maker.ask(row);
    further.add(row, () => formatQuestions(asked));
    return asked;
  });
  const made = further.make(maker.counts.facts);
  maker.countOthers(made);
  return { facts, made, questions: [...facts, ...made], counts: maker.counts };
}
function only(question: Question | undefined): Question {
  assert.ok(question);
  return question;
}
const ofKind = (questions: readonly Question[], kind: string, split: string) =>
  questions.filter((question) => question.kind === kind && question.split === split);

describe('questions that the table cannot answer', () => {
  const plain = ask(batting, {}).questions;
  const { questions, facts, made: added, counts } = ask(batting, { unknown: 1000 });

  test('stand behind those about facts, which stay as they are', () => {
    assert.deepEqual(facts, plain);
    assert.equal(added.filter(({ split }) => split === 'unknown').length, 1000);
    assert.equal(counts.splits.unknown, 1000);
    assert.equal(counts.questions, questions.length);
    assert.deepEqual(parseQuestions(formatQuestions(questions)), { questions, problems: [] });
  });

  test('are about names that are not in the table, or about what it does not say', () => {
    const names = new Set(plain.map(({ entity }) => entity.toLowerCase()));
    const asked = new Set(plain.map(askedOf));
    for (const question of added.filter(({ split }) => isUnknowable(split))) {
      assert.equal(goldenOf(question), 'unknown');
      assert.equal(question.source.row, 0);
      assert.ok(!asked.has(askedOf(question)), askedOf(question));
      const isKnown = names.has(question.entity.toLowerCase());
      assert.equal(isKnown, question.kind === 'missing-statistic', question.id);
    }
  });

  test('bring other spellings of facts with them to be trained, so that these are not taken for unknown', () => {
    const taught = added.filter(({ split }) => split === 'train');
    const kinds = new Map<string, number>();
    for (const { kind = '' } of taught) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    assert.deepEqual([...kinds.keys()], ['terse', 'lower-case', 'typing-error', 'other-words']);
    for (const [kind, count] of kinds) assert.ok(count >= 15 && count <= 400, `${kind} ${count}`);
    assert.ok((kinds.get('other-words') ?? 0) > 3 * (kinds.get('terse') ?? 0));
    const again = taught.filter(({ id }) => id.endsWith('/2'));
    assert.ok(again.length > 20, `${again.length}`);
    const askedBy = new Map(taught.map((question) => [question.id, askedOf(question)]));
    for (const question of again) {
      assert.notEqual(askedOf(question), askedBy.get(question.id.slice(0, -'/2'.length)));
    }
    const goldens = new Map(plain.map((question) => [question.fact, goldenOf(question)]));
    for (const question of taught) assert.equal(goldenOf(question), goldens.get(question.fact));
    assert.deepEqual(
      added.filter(({ split }) => !isUnknowable(split) && split !== 'train'),
      [],
    );
  });

  test('are trained in other words, too, which alone do not say that an answer is known', () => {
    const inOtherWords = added.filter(
      ({ id, split }) => split === 'unknown' && id.endsWith('/other-words'),
    );
    assert.ok(inOtherWords.length > 100);
    const usual = new Set(
      [...phrasings.statistics.values()].flatMap(({ train, held }) => [...train, ...held]),
    );
    for (const question of inOtherWords) {
      assert.ok(!usual.has(askedOf(question).replace(question.entity, '{entity}')));
    }
    assert.ok(inOtherWords.some((question) => askedOf(question).startsWith('Tell me ')));
    assert.ok(inOtherWords.some((question) => askedOf(question).startsWith('How many Test ')));
  });

  test('speak of the format that the table is of', () => {
    const odi = ask(batting, { unknown: 400 }, 'odi_batting.csv').made;
    const inOtherWords = odi.filter(
      ({ kind, split }) => kind === 'other-words' && split === 'train',
    );
    assert.ok(inOtherWords.some((question) => /\bODIs?\b/.test(askedOf(question))));
    const missing = odi.filter(({ kind }) => kind === 'missing-statistic');
    assert.ok(missing.some((question) => askedOf(question).endsWith(' in ODIs?')));
    const ofOthers = missing.filter(({ statistic }) => statistic.startsWith('in-'));
    for (const question of [...inOtherWords, ...missing]) {
      if (ofOthers.includes(question)) continue;
      assert.doesNotMatch(askedOf(question), /\bTests?\b/);
    }
    const formatsAsked = new Set(ofOthers.map(({ statistic }) => statistic));
    assert.ok(formatsAsked.has('in-test') && formatsAsked.has('in-t20i'));
    assert.ok(!formatsAsked.has('in-odi'));
    for (const question of ofOthers) {
      assert.doesNotMatch(askedOf(question).replaceAll("women's ODI", ''), /\bODIs?\b/);
      if (question.statistic === 'in-test') assert.match(askedOf(question), /\bTests?\b/);
    }
  });

  test('of each kind are trained and, about others, kept back; real people outside only kept back', () => {
    for (const kind of ['invented-name', 'near-name', 'missing-statistic']) {
      assert.ok(ofKind(added, kind, 'unknown').length >= 150, kind);
      assert.ok(ofKind(added, kind, 'unknown-held').length >= 100, kind);
    }
    assert.equal(ofKind(added, 'outside', 'unknown').length, 0);
    assert.ok(ofKind(added, 'outside', 'unknown-held').length >= 50);
    const trained = new Set(
      added.filter(({ split }) => split === 'unknown').map((question) => askedOf(question)),
    );
    for (const question of added) {
      if (question.split === 'unknown-held') assert.ok(!trained.has(askedOf(question)));
    }
  });

  test('kept back are the same, however many are trained', () => {
    const heldOf = (questions: readonly Question[]) =>
      questions.filter(({ split }) => split === 'unknown-held');
    const more = ask(batting, { unknown: 2000 }).made;
    assert.deepEqual(heldOf(more), heldOf(added));
  });

  test('of invented names, more with a surname of the table are trained than kept back', () => {
    const surnameOf = (name: string) => name.split(' ').at(-1) ?? '';
    const surnames = new Set(plain.map(({ entity }) => surnameOf(entity)));
    const share = (split: string): number => {
      const invented = ofKind(added, 'invented-name', split);
      return (
        invented.filter(({ entity }) => surnames.has(surnameOf(entity))).length / invented.length
      );
    };
    assert.ok(share('unknown-held') > 0.25, `${share('unknown-held')}`);
    assert.ok(share('unknown') > share('unknown-held') + 0.1, `${share('unknown')}`);
  });

  test('lacking statistics that are kept back are none of the trained ones', () => {
    const statistics = (split: string) =>
      new Set(ofKind(added, 'missing-statistic', split).map(({ statistic }) => statistic));
    const trained = statistics('unknown');
    for (const held of statistics('unknown-held')) assert.ok(!trained.has(held), held);
    assert.ok(trained.size > 10);
    const own = new Set(plain.map(({ statistic }) => statistic));
    for (const statistic of trained) assert.ok(!own.has(statistic), statistic);
  });

  test('have nothing for the linter to find', () => {
    const lines = formatQuestions(questions);
    assert.deepEqual(lintQuestions(lines), []);
  });

  test('in other words keep what tells rows apart, and say a column as its phrasings do', () => {
    const seasons =
      'Player,Season,FG%,Sp. Atk,PTS\nAda Reed,2019,41.2,7,11\nAda Reed,2020,44.9,9,14\nBea Cole,2019,39.5,5,8\nBea Cole,2020,38.1,6,12\n';
    const { questions: made } = ask(seasons, { unknown: 300 }, 'seasons.csv');
    const inOtherWords = made.filter(
      ({ kind, id, split }) =>
        split !== 'unknown-held' && (kind === 'other-words' || id.endsWith('/other-words')),
    );
    assert.ok(inOtherWords.length > 20);
    for (const question of inOtherWords) assert.match(askedOf(question), /20(19|20)/);
    const said = inOtherWords.map(askedOf).join('\n');
    assert.match(said, /the field goal percentage of /);
    assert.match(said, /recorded under “Sp\. Atk” for /);
    const goldens = new Map<string, string>();
    for (const question of made) {
      const asked = askedOf(question);
      assert.equal(goldens.get(asked) ?? goldenOf(question), goldenOf(question), asked);
      goldens.set(asked, goldenOf(question));
    }
  });

  test('number six a fact, within bounds, when set to auto', () => {
    assert.equal(ask(batting, { unknown: 'auto' }).counts.splits.unknown, 6 * 900);
    const few = batting.split('\n').slice(0, 10).join('\n');
    assert.equal(ask(few, { unknown: 'auto' }).counts.splits.unknown, 500);
    assert.equal(ask(batting, {}).counts.splits.unknown, 0);
  });

  test('change a name only where it stands by itself', () => {
    const foods = 'Food,Known as,Price\nrice,risotto,21\ncorn,maize,34\nbeans,,8\n';
    const { facts: own, made: unknown } = ask(foods, { unknown: 60 }, 'foods.csv');
    const { made: others } = ask(foods, { otherWays: 40 }, 'foods.csv');
    assert.ok(own.some((question) => askedOf(question) === 'What is the price of rice?'));
    const renamed = unknown.filter(({ kind }) => kind?.endsWith('-name') === true);
    const fullNames = ofKind(others, 'full-name', 'asked');
    for (const all of [renamed, fullNames]) {
      const ofPrice = all.filter(({ statistic }) => statistic === 'price');
      assert.ok(ofPrice.length > 0);
      for (const question of ofPrice) assert.match(askedOf(question), /\bprice\b/);
    }
    const typed = ofKind(others, 'typing-error', 'asked');
    assert.ok(typed.length > 0);
    for (const question of typed) assert.ok(askedOf(question).includes(` ${question.entity}`));
  });

  test('of a name one letter off leave its other words as they are', () => {
    const names = [...new Set(plain.map(({ entity }) => entity.split(' ')))];
    for (const { kind, entity } of added) {
      if (kind !== 'near-name') continue;
      const near = entity.split(' ');
      const isNear = names.some(
        (name) => near.filter((word, at) => name[at] === word).length === near.length - 1,
      );
      assert.ok(isNear, entity);
    }
  });

  test('take the word that was chosen', () => {
    const { questions: chosen } = ask(batting, { unknown: 10, unknownAnswer: 'not in the table' });
    const unknown = chosen.findLast(({ split }) => split === 'unknown');
    assert.equal(goldenOf(only(unknown)), 'not in the table');
  });

  test('are the same in another order of rows', () => {
    const [header = '', ...rows] = batting.trimEnd().split('\n');
    const other = ask(`${[header, ...rows.reverse()].join('\n')}\n`, { unknown: 50 });
    const kinds = (all: readonly Question[]) =>
      all.filter(({ split }) => split === 'unknown').length;
    assert.equal(kinds(other.questions), 50);
  });

  test('are not about a format that other rows of the table are of', () => {
    const { facts: own, made } = ask(formats, { unknown: 400 }, 'batting.csv');
    const known = new Set(own.map(askedOf));
    const missing = made.filter(({ kind }) => kind === 'missing-statistic');
    for (const question of missing) assert.ok(!known.has(askedOf(question)), askedOf(question));
    const inFormats = new Set(missing.map(({ statistic }) => statistic));
    assert.ok(inFormats.has('in-t20i'));
    assert.ok(!inFormats.has('in-odi'));
  });

  test('are about nothing that a header may hold', () => {
    const askedOfAll = (header: string) =>
      ask(countries.replace('Capital', header), { unknown: 400 })
        .made.filter(({ kind }) => kind === 'missing-statistic')
        .map(askedOf)
        .join('\n');
    assert.match(askedOfAll('Capital'), /favourite colour of/);
    assert.match(askedOfAll('Capital'), /religion of/);
    assert.doesNotMatch(askedOfAll('Colours of the flag'), /favourite colour of/);
    assert.doesNotMatch(askedOfAll('RELIGION'), /religion of/);
  });

  test('in a language of one’s own are about names alone', () => {
    const table = parseTable(countries, { name: 'countries.csv' });
    const options = { unknown: 60, otherWays: 10 };
    const german = { ...phrasings, language: 'de' };
    const maker = new QuestionMaker(table, german, options);
    const further = knowingQuestionsOf(table, german, maker.options);
    for (const row of table.rows) further.add(row, () => formatQuestions(maker.ask(row)));
    const kinds = new Set(further.make(maker.counts.facts).map(({ kind }) => kind));
    assert.deepEqual([...kinds].sort(), [
      'invented-name',
      'lower-case',
      'near-name',
      'second-turn',
      'terse',
      'typing-error',
    ]);
  });

  test('are asked of any table', () => {
    const { questions: all } = ask(countries, { unknown: 20 });
    const unknown = all.filter(({ split }) => split === 'unknown');
    assert.equal(unknown.length, 20);
    assert.ok(unknown.some(({ kind }) => kind === 'missing-statistic'));
  });
});

describe('other ways to ask', () => {
  const { questions } = ask(batting, { otherWays: 30 });
  const asked = questions.filter(({ split }) => split === 'asked');
  const facts = questions.filter(({ split }) => split === 'train');
  const byFact = new Map(facts.map((question) => [question.fact, question]));

  test('keep the golden, the fact and its cell', () => {
    assert.ok(asked.length > 100);
    for (const question of asked) {
      if (question.kind === 'two-facts' || question.kind === 'reversed') continue;
      const fact = byFact.get(question.fact);
      assert.ok(fact);
      assert.equal(goldenOf(question), goldenOf(fact));
      assert.deepEqual(question.source, fact.source);
    }
    assert.deepEqual(parseQuestions(formatQuestions(asked)).problems, []);
    assert.deepEqual(lintQuestions(formatQuestions(questions)), []);
  });

  test('ask in the words of their kind that were not taught, and not for facts that were taught in it', () => {
    const { questions: both } = ask(batting, { unknown: 1000, otherWays: 60 });
    const taught = new Set(
      both.filter(({ split, kind }) => split === 'train' && kind).map((q) => `${q.kind} ${q.fact}`),
    );
    for (const question of both.filter(({ split }) => split === 'asked')) {
      assert.ok(!taught.has(`${question.kind} ${question.fact}`), question.id);
      if (question.kind === 'other-words') assert.match(askedOf(question), /^(Report|What does)/);
    }
  });

  test('change what their kind says and nothing else', () => {
    const one = (kind: string) => only(asked.find((question) => question.kind === kind));
    assert.match(askedOf(one('terse')), /^\S.*\? ?$/);
    const lower = askedOf(one('lower-case'));
    assert.equal(lower, lower.toLowerCase());
    assert.doesNotMatch(lower, /[?.]$/);
    assert.equal(one('second-turn').prompt.length, 3);
    for (const question of asked) {
      if (question.kind === 'typing-error') assert.ok(askedOf(question).includes(question.entity));
    }
  });

  test('typing errors leave letters whole that are of two code units', () => {
    const { made } = ask('Name,𠮷𣘺𠮷𣘺\nAda,200\nBea,300\n', { otherWays: 60 }, 'x.csv');
    const typed = ofKind(made, 'typing-error', 'asked').map(askedOf);
    assert.ok(typed.length > 0);
    for (const asked of typed) assert.doesNotMatch(asked, /\p{Cs}/u);
  });

  test('two facts are asked of one entity, and answered in their order', () => {
    const both = asked.filter(({ kind }) => kind === 'two-facts');
    assert.ok(both.length > 20);
    for (const question of both) {
      const values = goldenOf(question).split(', ');
      const goldens = facts.filter(({ entity }) => entity === question.entity).map(goldenOf);
      assert.equal(values.length, 2);
      assert.ok(values.every((value) => goldens.includes(value)));
      assert.equal(askedOf(question).split(question.entity).length, 3);
      assert.match(askedOf(question), /Give both answers, separated by a comma\.$/);
    }
  });

  test('reversed, they ask for the one entity that has the value', () => {
    const reversed = asked.filter(({ kind }) => kind === 'reversed');
    assert.ok(reversed.length > 10);
    for (const question of reversed) {
      assert.equal(goldenOf(question), question.entity);
      const value = facts.find(({ fact }) => question.fact === `reversed/${fact}`);
      assert.ok(askedOf(question).includes(goldenOf(only(value))));
      const same = facts.filter(
        (fact) => fact.statistic === value?.statistic && goldenOf(fact) === goldenOf(value),
      );
      assert.deepEqual([...new Set(same.map(({ entity }) => entity))], [question.entity]);
    }
  });

  test('reversed, they speak of cricket only where the table is of it, and of the row’s own format', () => {
    const reversedOf = (text: string, name: string) =>
      ofKind(ask(text, { otherWays: 40 }, name).made, 'reversed', 'asked').map(
        (question) => `${askedOf(question)} ${goldenOf(question)}`,
      );
    const bridges = 'Bridge,Span,Matches\nGolden Gate,1280,5\nHumber,1410,7\n';
    assert.deepEqual(reversedOf(bridges, 'bridges.csv').sort(), [
      'Who or what has 1280 under “span”? Golden Gate',
      'Who or what has 1410 under “span”? Humber',
      'Who or what has 5 under “matches”? Golden Gate',
      'Who or what has 7 under “matches”? Humber',
    ]);
    assert.deepEqual(reversedOf(formats, 'batting.csv').sort(), [
      'Who made 11953 Test runs? BC Lara',
      'Who made 13378 Test runs? RT Ponting',
      'Who made 13704 ODI runs? RT Ponting',
      'Who played 131 Test matches? BC Lara',
      'Who played 168 Test matches? RT Ponting',
      'Who played 375 ODI matches? RT Ponting',
    ]);
  });

  test('are asked without a season only of tables that have none', () => {
    const seasons =
      'Player,Season,Mat,Runs\nBC Lara,1993,5,411\nBC Lara,1994,8,449\nRT Ponting,1999,9,395\n';
    const { made } = ask(seasons, { otherWays: 40 });
    assert.ok(ofKind(made, 'terse', 'asked').length > 0);
    for (const kind of ['reversed', 'other-language']) {
      assert.deepEqual(ofKind(made, kind, 'asked'), [], kind);
    }
  });

  test('in another language, they ask for what is known of Tests', () => {
    const hindi = asked.filter(({ kind }) => kind === 'other-language');
    assert.ok(hindi.length > 20);
    for (const question of hindi) {
      assert.ok(askedOf(question).includes(question.entity));
      assert.match(askedOf(question), /\p{Script=Devanagari}/u);
    }
    const odis = ask(batting, { otherWays: 30 }, 'odi_batting.csv').made;
    assert.deepEqual(ofKind(odis, 'other-language', 'asked'), []);
  });

  test('a table of which only some rows are sampled is not asked who has a value', () => {
    const rows = Array.from({ length: 900 }, (_, i) => `Country ${i},${1000 + i}`);
    const { made } = ask(`Country,Population\n${rows.join('\n')}\n`, { otherWays: 5 }, 'c.csv');
    assert.equal(ofKind(made, 'two-facts', 'asked').length, 0);
    assert.equal(ofKind(made, 'terse', 'asked').length, 5);
    assert.equal(ofKind(made, 'reversed', 'asked').length, 0);
  });

  test('full names are those of a column, and none where there is no such column', () => {
    const players =
      'Player,Full name,Mat,Runs\nBC Lara,Brian Lara,131,11953\nSR Waugh,Steve Waugh; Tugga,168,10927\nAR Border,,156,11174\n';
    const { made } = ask(players, { otherWays: 40 });
    const named = ofKind(made, 'full-name', 'asked');
    assert.deepEqual([...new Set(named.map(({ entity }) => entity))].sort(), [
      'BC Lara',
      'SR Waugh',
    ]);
    for (const question of named) assert.match(askedOf(question), /Brian Lara|Steve Waugh(?!;)/);
    assert.deepEqual(ofKind(asked, 'full-name', 'asked'), []);
  });

  test('full names are taught with what is unknown, else only asked', () => {
    const players =
      'Player,Full name,Mat,Runs\nBC Lara,Brian Lara,131,11953\nSR Waugh,Steve Waugh,168,10927\nAR Border,,156,11174\n';
    const [taught, only] = [50, 0].map((unknown) =>
      ofKind(ask(players, { unknown, otherWays: 40 }).made, 'full-name', 'train'),
    );
    assert.ok(taught !== undefined && taught.length > 0);
    for (const question of taught) assert.match(askedOf(question), /Brian Lara|Steve Waugh/);
    assert.deepEqual(only, []);
  });
});
