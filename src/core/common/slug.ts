/**
 * A name as ids carry it: lower case, accents dropped, words joined by `-`, never empty, without `/`.
 * Letters and digits of every script stay.
 */
export function slug(name: string): string {
  // Millions of names are plain, and normalising is slow.
  if (plainName.test(name)) return name.toLowerCase().replaceAll(' ', '-');
  const words = name
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[\u0300-\u036f'’]/g, '')
    .normalize('NFC')
    .match(/[\p{L}\p{M}\p{N}]+/gu);
  return words?.join('-') ?? 'unnamed';
}

/** Whether a cell is a plain name, and longer than any word that means "no value". */
export const isPlainEntity = (codes: Uint8Array, start: number, end: number): boolean =>
  end - start > longestNothing && isPlainName(codes, start, end);

const longestNothing = 5;

/** What a code of a plain name is in its slug: a hyphen for a space, a small letter for a capital one. */
export const plainSlugCode = (code: number): number =>
  code === space ? 45 : code > 57 ? code | 0x20 : code;

const plainName = /^[a-z0-9]+(?: [a-z0-9]+)*$/i;

/** Whether a part of a text is words of Latin letters and digits with one space between them. */
function isPlainName(codes: Uint8Array, start: number, end: number): boolean {
  let before = space;
  for (let at = start; at < end; at++) {
    const code = codes[at] ?? 0;
    const lower = code | 0x20;
    const isWord = (lower >= 97 && lower <= 122) || (code >= 48 && code <= 57);
    if (!isWord && (code !== space || before === space)) return false;
    before = code;
  }
  return before !== space;
}

const space = 32;

/**
 * A slug for each distinct name, no two alike: where names share one, the first in code unit order
 * keeps it and the others get `-2`, `-3`, …. The order of `names` changes nothing.
 *
 * @param isTaken Whether a slug belongs to a name that is not among these.
 */
export function slugs(
  names: Iterable<string>,
  isTaken: (slug: string) => boolean = () => false,
): ReadonlyMap<string, string> {
  const distinct = [...new Set(names)].sort();
  const plain = new Set(distinct.map(slug));
  const taken = new Set<string>();
  const result = new Map<string, string>();
  for (const name of distinct) {
    const wanted = slug(name);
    let given = wanted;
    for (
      let n = 2;
      taken.has(given) || (given !== wanted && (plain.has(given) || isTaken(given)));
      n++
    ) {
      given = `${wanted}-${n}`;
    }
    taken.add(given);
    result.set(name, given);
  }
  return result;
}
