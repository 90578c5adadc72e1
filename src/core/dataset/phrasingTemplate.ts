import { fillWords } from '../reading/askedAs.ts';

/** What a template's placeholders stand for, whatever the row. */
export type TemplateWords = Parameters<typeof fillWords>[1];

/** A phrasing cut at its placeholders, so that filling it for a million entities is joining. */
export class PhrasingTemplate {
  /** Texts between the entity's places: one more than there are of these. */
  readonly #texts: readonly string[];
  /** The same, with the entity's places and the context's, for rows that say more than a name. */
  readonly #pieces: readonly string[];

  /**
   * @param isPast Whether what is said besides the name makes the question one of the past.
   */
  constructor(template: string, words: TemplateWords, isPast = false) {
    const said = fillWords(template, words);
    this.#texts = said.replace(/ ?\{context\}/g, '').split('{entity}');
    // Before the words are filled in: a header may end a sentence, as “Sp. Atk” seems to.
    const placed = placeContext(isPast ? inThePast(template) : template);
    this.#pieces = fillWords(placed, words).split(/(\{entity\}| ?\{context\})/);
  }

  fill(name: string, context = ''): string {
    return context === '' ? this.#texts.join(name) : fillPieces(this.#pieces, name, context);
  }

  /** The same for texts as they stand between the quotes of a JSON string, names and context too. */
  escaped(): (name: string, context: string) => string {
    const texts = this.#texts.map(escapeJson);
    const pieces = this.#pieces.map(escapeJson);
    const [before = '', after = ''] = texts;
    // Named once, as in most phrasings, it needs no list to be joined.
    if (texts.length === 2) {
      return (name, context) =>
        context === '' ? before + name + after : fillPieces(pieces, name, context);
    }
    return (name, context) =>
      context === '' ? texts.join(name) : fillPieces(pieces, name, context);
  }
}

function fillPieces(pieces: readonly string[], name: string, context: string): string {
  let filled = '';
  for (const piece of pieces) {
    if (piece === '{entity}') filled += name;
    else if (piece.endsWith('{context}')) filled += ` ${context}`;
    else filled += piece;
  }
  return filled;
}

/** A context stands before the end of the first sentence, or where the template says. */
function placeContext(template: string): string {
  if (template.includes('{context}')) return template;
  const end = /,? with \*|,? Mark|[?.](?=\s|$)/.exec(template)?.index ?? template.length;
  // `Which continent was Bexia in, in 2019?`
  const comma = template.slice(0, end).endsWith(' in') ? ',' : '';
  return `${template.slice(0, end)}${comma} {context}${template.slice(end)}`;
}

/** The past tense, for a season that is over. */
const inThePast = (template: string): string =>
  template.replace(
    /\b(?:does|Does|is|Is|are|has|plays)\b/,
    (word) =>
      ({
        does: 'did',
        Does: 'Did',
        is: 'was',
        Is: 'Was',
        are: 'were',
        has: 'had',
        plays: 'played',
      })[word] ?? word,
  );

/** A text as it stands between the quotes of a JSON string. */
export const escapeJson = (text: string): string =>
  // eslint-disable-next-line no-control-regex -- These are what JSON escapes.
  /["\\\u0000-\u001f\ud800-\udfff]/.test(text) ? JSON.stringify(text).slice(1, -1) : text;
