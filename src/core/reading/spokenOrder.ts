const ordinals = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth'];

/**
 * Words of a header as a person says them: `maximum temperature`, `offensive rebound percentage`,
 * `rank in 2025`; and `second type` where the table has a first.
 */
export function inSpokenOrder(said: string, headers: readonly string[], header: string): string {
  const counted = ordinalOf(said, headers, header);
  if (counted !== undefined) return counted;
  return said
    .replace(/^(.+) (maximum|minimum|mean|average|total)$/, '$2 $1')
    .replace(/^(.+[^s])s (percentage)$/, '$1 $2')
    .replace(/^(.*[^\d\s]) ((?:19|20)\d\d)$/, '$1 in $2')
    .replace(/\blife exp\b/, 'life expectancy')
    .replace(/\bpercap\b/, 'per capita');
}

/** Of `Star1` and `Star2`, where the numbers begin with 1 and miss none. */
function ordinalOf(said: string, headers: readonly string[], header: string): string | undefined {
  const [, stem = '', digit = ''] = /^(.*\p{L})[ _]?(\d)$/u.exec(header) ?? [];
  const ordinal = ordinals[Number(digit) - 1];
  if (ordinal === undefined) return undefined;
  const others = new Set(headers.map((other) => other.replace(/[ _](?=\d$)/, '')));
  const isRow = ['1', '2', digit].every((n) => others.has(stem + n));
  const noun = said.replace(/ ?\d$/, '');
  return isRow && /^\p{Ll}{3,}/u.test(noun) ? `${ordinal} ${noun}` : undefined;
}
