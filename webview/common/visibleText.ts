/**
 * Characters that are invisible or change the direction of others. Not the joiners, which are part
 * of the orthography of several scripts.
 */
const invisible = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** Writes such characters out: `⟨U+202E⟩`. */
export const visibleText = (text: string): string =>
  text.replace(invisible, (character) => {
    if (character === '\n') return '⏎';
    if (character === '\t') return '⇥';
    return `⟨U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟩`;
  });
