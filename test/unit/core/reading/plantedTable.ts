/** A table of some domain, with damage in cells that are known. */
export interface PlantedTable {
  /** Of the file. */
  readonly name: string;
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** By row and column. */
  readonly damaged: readonly (readonly boolean[])[];
  /** Columns that name the rows. */
  readonly names: readonly number[];
}

/** A whole number below `n`, another at each call. */
type Draw = (n: number) => number;

interface ColumnKind {
  readonly headers: readonly string[];
  readonly cell: (draw: Draw) => string;
  readonly damage: (draw: Draw, cell: string) => string;
}

const pick = <T>(draw: Draw, all: readonly T[]): T => all[draw(all.length)] as T;
const between = (draw: Draw, from: number, to: number): number => from + draw(to - from);
const two = (n: number): string => String(n).padStart(2, '0');
const grouped = (n: number): string => n.toLocaleString('en-US');

const errors = ['#DIV/0!', '#N/A', '#REF!', '#VALUE!', '#NAME?', '#NUM!'] as const;
const words = ['unknown', 'see note', 'retired', 'about half', 'n.k.'] as const;
const marks = ['†', '‡', '[a]', '[12]', '§'] as const;

const damagedNumber = (draw: Draw, cell: string): string =>
  pick(draw, [
    () => pick(draw, errors),
    () => `="${cell}"`,
    () => `${between(draw, 1, 9)}.${two(draw(100))}E+0${between(draw, 1, 6)}`,
    () => pick(draw, words),
    () => `${cell}${pick(draw, marks)}`,
    () => `${cell}*`,
    () => `${two(between(draw, 1, 28))}-${pick(draw, ['Apr', 'May', 'Jun'])}`,
  ])();

const damagedText = (draw: Draw, cell: string): string =>
  pick(draw, [
    () => pick(draw, errors),
    () => `${cell.slice(0, 2)}Ã©${cell.slice(2)}`,
    () => `${cell.slice(0, 2)}â€™${cell.slice(2)}`,
    () => `${cell.slice(0, 2)}?${cell.slice(2)}`,
    () => `${cell}${pick(draw, marks)}`,
  ])();

const numbers: readonly ColumnKind[] = [
  {
    headers: [
      'Goals',
      'goals_scored',
      'Points',
      'Visitors',
      'Beds',
      'Population',
      'Stock Level',
      'tickets_sold',
    ],
    cell: (draw) => String(draw(10 ** between(draw, 2, 6))),
    damage: damagedNumber,
  },
  {
    headers: ['Rating', 'Density', 'Height (m)', 'averageScore', 'Weight_kg'],
    cell: (draw) => (draw(9000) / 100).toFixed(2),
    damage: (draw, cell) =>
      draw(4) === 0
        ? `${draw(90)}.${between(draw, 10, 99)}0000000000000${between(draw, 1, 9)}`
        : damagedNumber(draw, cell),
  },
  {
    headers: ['Wins', 'W', 'Won', 'Visitors (2)', 'visitors_2'],
    cell: (draw) => String(draw(40)),
    damage: damagedNumber,
  },
  {
    headers: ['W', 'won', 'Goals Scored', 'visitors'],
    cell: (draw) => String(draw(40)),
    damage: damagedNumber,
  },
  {
    headers: ['Turnover', 'Members', 'Area'],
    cell: (draw) => grouped(between(draw, 1000, 5_000_000)),
    damage: damagedNumber,
  },
  {
    headers: ['Founded', 'Opened', 'Built', 'Debut Year'],
    cell: (draw) => String(between(draw, 1800, 2024)),
    damage: damagedNumber,
  },
  {
    headers: ['Share', 'Turnout', 'Yield'],
    cell: (draw) => `${(draw(1000) / 10).toFixed(1)}%`,
    damage: damagedNumber,
  },
  {
    headers: ['Price', 'Budget', 'Fee'],
    cell: (draw) => `$${grouped(between(draw, 5, 900_000))}`,
    damage: damagedNumber,
  },
];

const others: readonly ColumnKind[] = [
  {
    headers: ['Reign', 'Active', 'Term'],
    cell: (draw) => {
      const from = between(draw, 1850, 1990);
      return `${from}${pick(draw, ['-', '–'])}${from + draw(30)}`;
    },
    damage: (draw) => pick(draw, [...errors, ...words, '05-Apr']),
  },
  {
    headers: ['Signed', 'Inspected', 'Release Date'],
    cell: (draw) =>
      `${between(draw, 1950, 2024)}-${two(between(draw, 1, 13))}-${two(between(draw, 1, 29))}`,
    damage: (draw) => pick(draw, [...errors, ...words, '44621']),
  },
  {
    headers: ['Colour', 'Owner', 'Type', 'Director'],
    cell: (draw) =>
      pick(draw, [
        'Crimson',
        'Olive',
        'Hazel Brand',
        'Ines Calder',
        'Harbour',
        'Meridian',
        'Slate grey',
      ]),
    damage: damagedText,
  },
  {
    headers: ['Code', 'Grade', 'Symbol'],
    cell: (draw) => pick(draw, ['AB', 'NA', 'QX', 'ZT', 'KM', 'NO', 'IN']),
    damage: (draw) => pick(draw, errors),
  },
  {
    headers: ['Retired', 'Open'],
    cell: (draw) => pick(draw, ['Yes', 'No']),
    damage: (draw) => pick(draw, errors),
  },
];

const ofCricket: readonly ColumnKind[] = [
  { headers: ['Mat'], cell: (draw) => String(between(draw, 20, 150)), damage: damagedNumber },
  { headers: ['Maidens'], cell: (draw) => String(draw(300)), damage: damagedNumber },
  { headers: ['Wkts'], cell: (draw) => String(between(draw, 10, 400)), damage: damagedNumber },
  {
    headers: ['BBI'],
    cell: (draw) => `${between(draw, 1, 9)}/${between(draw, 10, 90)}`,
    damage: (draw) =>
      pick(draw, ['05-Apr', '3-May', '7-Jun', 'Apr-23', '0', 'none taken', ...errors]),
  },
  {
    headers: ['Span'],
    cell: (draw) => {
      const from = between(draw, 1950, 2000);
      return `${from}-${from + between(draw, 1, 20)}`;
    },
    damage: (draw) => pick(draw, [...errors, ...words]),
  },
  { headers: ['Econ'], cell: (draw) => (2 + draw(400) / 100).toFixed(2), damage: damagedNumber },
];

const first =
  'Ada Bo Cyrus Dina Emil Fay Gus Hana Ivo Jun Kim Lev Mona Ned Ola Pia Quin Rhea Sol Tove'.split(
    ' ',
  );
const last =
  'Reed Lind Ames Brandt Corda Dale Estes Frey Grant Holm Irving Jansen Keller Lowe Marsh'.split(
    ' ',
  );

function damagedName(draw: Draw, name: string): string {
  const damaged = pick(draw, [
    () => `${name.slice(0, 2)}Ã©${name.slice(2)}`,
    () => name.replace(/[aeiou](?=[a-z])/, '?'),
    () => name.replace(/(?<=[a-z]{2})[a-z](?=[a-z])/, '0'),
    () => `${name}[${pick(draw, ['a', 'b', '1'])}]`,
    () => `${name}${pick(draw, ['*', '†', '‡'])}`,
  ])();
  return damaged === name ? `${name}*` : damaged;
}

/** Draws from a seed (mulberry32), so that a failing table can be had again. */
function drawFrom(seed: number): Draw {
  let state = seed;
  return (n) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % n;
  };
}

function shuffled<T>(draw: Draw, all: readonly T[]): T[] {
  const left = [...all];
  return all.map(() => left.splice(draw(left.length), 1)[0] as T);
}

/** The table of a seed. */
export function plantedTable(seed: number): PlantedTable {
  const draw = drawFrom(seed);
  const isCricket = draw(4) === 0;
  const hasSeasons = !isCricket && draw(3) === 0;
  const kinds = isCricket
    ? ofCricket
    : [
        ...shuffled(draw, numbers).slice(0, between(draw, 2, 5)),
        ...shuffled(draw, others).slice(0, between(draw, 1, 4)),
      ];
  const columns = shuffled(draw, kinds).map((kind) => ({
    ...kind,
    header: pick(draw, kind.headers),
  }));
  const people = shuffled(
    draw,
    first.flatMap((one) => last.map((other) => `${one} ${other}`)),
  );
  const named = people.slice(0, between(draw, 12, 120));
  const heads = hasSeasons ? ['Season'] : [];
  const keys = named.flatMap((name) =>
    hasSeasons
      ? Array.from({ length: between(draw, 1, 5) }, (_, n) => [name, String(2010 + n)])
      : [[name]],
  );
  const header = [
    pick(draw, isCricket ? ['Bowler', 'Player'] : ['Name', 'Player', 'Title', 'City']),
    ...heads,
    ...columns.map((one) => one.header),
  ];
  const share = between(draw, 30, 90);
  const damaged: boolean[][] = [];
  const rows = keys.map((key) => {
    const isPlanted = header.map(() => draw(share) === 0);
    const cells = [...key, ...columns.map(({ cell }) => cell(draw))].map((cell, at) => {
      if (!isPlanted[at]) return cell;
      if (at === 0) return damagedName(draw, cell);
      if (at < key.length) return pick(draw, [...errors, ...words]);
      return columns[at - key.length]?.damage(draw, cell) ?? cell;
    });
    damaged.push(isPlanted);
    return cells;
  });
  const names = hasSeasons ? [0, 1] : [0];
  return { name: isCricket ? 'test_bowling.csv' : 'table.csv', header, rows, damaged, names };
}
