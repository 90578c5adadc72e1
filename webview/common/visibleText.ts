/**
 * Characters that would not be seen or would turn the direction of others. Not the joiners, which
 * belong to the spelling of several scripts.
 */
const invisible = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** The text with every such character written out: `⟨U+202E⟩`. */
export const visibleText = (text: string): string =>
  text.replace(invisible, (character) => {
    if (character === '\n') return '⏎';
    if (character === '\t') return '⇥';
    return `⟨U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟩`;
  });
