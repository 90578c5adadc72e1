import general from '../../../data/domains/general.json';

const shortWords: ReadonlySet<string> = new Set(general.shortWords);

/** How English words of consonants and a vowel begin, and some of other languages. */
const beginning =
  /^(?:[b-df-hj-np-tv-z]|b[lr]|ch[lr]?|c[lnrz]|d[hrw]|f[jlr]|g[hlnr]|k[hlnrv]|mc|ng|p[fhlnrst]|ph[lr]|qu|rh|s[chk-nptvw]|sc[hr]|sch[lmnrw]|sh[r]|sp[hlr]|squ|str|t[hsw]|tr|th[rw]|w[hr]|z[hw])?[aeiouyáàâäãåæéèêëíìîïóòôöõøúùûüœ]/;

/**
 * Whether a word of a header cannot be read aloud: cut off (`Sp.`), letters of a code (`FTHG`, `Y/A`,
 * `B365H`, `C6H6(GT)`), without a vowel (`nst`), or beginning as no word does (`pclass`).
 *
 * @param isAlone whether it is all of the header: `am`, `T`
 */
export function isOpaque(part: string, isAlone: boolean): boolean {
  if (/^\p{L}{1,4}\.$/u.test(part)) return true;
  if (/^\S+\(\w+\)$/.test(part)) return true;
  const lower = part.toLowerCase();
  if (isAlone) {
    if (/^[A-Za-z\d]{1,3}\/[A-Za-z\d]{1,3}$/.test(part)) return true;
    if (/^(?=.*\d)(?=.*[A-Z])[A-Z\d]{2,}$/.test(part)) return true;
    if (/^[A-Za-z]{1,3}$/.test(part) && !shortWords.has(lower)) return true;
    if (/^[B-DF-HJ-NP-TV-XZ]{2,6}$/.test(part)) return true;
  }
  if (/^[B-DF-HJ-NP-TV-XZ]?[b-df-hj-np-tv-xz]+$/.test(part) && part.length > 1) return true;
  return /^\p{L}?\p{Ll}{2,}$/u.test(part) && /^[a-z]/.test(lower) && !beginning.test(lower);
}
