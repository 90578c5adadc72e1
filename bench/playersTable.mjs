/** A table of invented players, with the columns of data/test_batting.csv, always the same for a seed. */
export function playersTable(count, seed = 1) {
  const random = seededRandom(seed);
  const whole = (from, to) => from + Math.floor(random() * (to - from + 1));
  const pick = (list) => list[whole(0, list.length - 1)];
  const names = new Set();
  const rows = [];
  while (rows.length < count) {
    const initials = Array.from({ length: whole(1, 3) }, () => pick(letters)).join('');
    const syllables = Array.from({ length: whole(2, 3) }, () => pick(beginnings) + pick(vowels));
    const surname = syllables.join('') + pick(endings);
    const name = `${initials} ${surname[0].toUpperCase()}${surname.slice(1)}`;
    if (names.has(name)) continue;
    names.add(name);
    const first = whole(1900, 2005);
    const matches = whole(20, 160);
    const innings = Math.round(matches * (1.4 + random() * 0.4));
    const notOuts = whole(0, Math.floor(innings / 6));
    const runs = whole(12, 60) * (innings - notOuts) + whole(0, 99);
    const average = Math.floor((100 * runs) / (innings - notOuts)) / 100;
    const highest = whole(90, Math.min(380, runs));
    const star = notOuts > 0 && random() < 0.3 ? '*' : '';
    // Careers that are possible: these innings fit into all innings, and their runs into all runs.
    const hundreds = whole(
      highest < 100 ? 0 : 1,
      highest < 100 ? 0 : 1 + Math.floor((runs - highest) / 400),
    );
    const left = Math.min(runs - highest - 120 * hundreds, 60 * (innings - hundreds - notOuts));
    const fifties = whole(0, Math.max(0, Math.floor(left / 100)));
    const ducks = whole(0, Math.max(0, Math.floor((innings - notOuts - hundreds - fifties) / 6)));
    rows.push(
      [
        `${name} (${pick(countries)})`,
        `${first}-${first + whole(5, 18)}`,
        ...[matches, innings, notOuts, runs, `${highest}${star}`, average.toFixed(2)],
        ...[hundreds, fifties, ducks],
      ].join(','),
    );
  }
  return `Player,Span,Mat,Inns,NO,Runs,HS,Ave,100,50,0\n${rows.join('\n')}\n`;
}

const letters = [...'ABCDEFGHIJKLMNOPRSTVWY'];
const beginnings = 'b br c d f g gr h j k l m n p r s sh st t th v w'.split(' ');
const vowels = 'a e i o u ai ee oo'.split(' ');
const endings = 'n r l nd rt ck m son ton field'.split(' ');
const countries = 'AUS ENG IND NZ PAK SA SL WI'.split(' ');

/** Mulberry32: the same numbers from 0 to 1 for a seed. */
function seededRandom(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
