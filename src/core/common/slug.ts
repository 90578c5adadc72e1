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

const plainName = /^[a-z0-9]+(?: [a-z0-9]+)*$/i;

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
