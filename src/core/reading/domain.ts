import { say, type Sentence } from '../common/sentence.ts';
import cricketFile from '../../../data/domains/cricket.json';
import generalFile from '../../../data/domains/general.json';
import { parseJson } from '../common/parseJson.ts';
import { UserError } from '../common/userError.ts';
import type { CellKind } from './cell.ts';

/** Phrasings of one kind of column; the templates that a domain file holds. */
export interface DomainPhrasings {
  readonly train: readonly string[];
  readonly held: readonly string[];
}

/** A column that has phrasings of its own by its header. */
export interface Attribute {
  readonly id: string;
  readonly headers: readonly string[];
  readonly forms?: readonly CellKind[];
  readonly phrasings: DomainPhrasings;
}

/** Of a domain's matches: how it is found, and what is put for what in the phrasings. */
export interface MatchFormat {
  readonly id: string;
  readonly title: string;
  readonly values?: readonly string[];
  readonly files?: readonly string[];
  readonly innings?: number;
  readonly highest?: number;
  readonly name?: FormatName;
  /** Further texts of a phrasing of Test cricket, and what is put for them. */
  readonly say?: Readonly<Record<string, string>>;
}

/** As in `an ODI innings`, `in ODI cricket`, `in ODIs`. */
interface FormatName {
  readonly article: string;
  readonly adjective: string;
  readonly cricket: string;
  readonly matches: string;
}

/** What headers mean and how it is asked, in one language: data/domains/general.json, or a person's. */
export interface Domain {
  readonly id: string;
  readonly title: string;
  readonly language: string;
  readonly phrasings: Readonly<Record<string, DomainPhrasings>>;
  readonly attributes: readonly Attribute[];
  readonly verbs: Readonly<Record<string, readonly string[]>>;
  readonly people: readonly string[];
  readonly places: readonly string[];
  readonly teams: readonly string[];
  readonly entities: readonly string[];
}

export const generalDomain: Domain = {
  ...(generalFile as unknown as Domain),
  entities: [],
};

export const cricket = cricketFile as unknown as {
  readonly entities: readonly string[];
  readonly tellingEntities: readonly string[];
  readonly files: readonly string[];
  /** Headers that other sports have and cricket has not. */
  readonly foreign: readonly string[];
  readonly formats: readonly MatchFormat[];
  readonly neutral: MatchFormat;
};

/** A phrasing of Test cricket, said of another format. */
export function sayFormat(template: string, { name, say: further = {} }: MatchFormat): string {
  const say = name === undefined ? further : { ...sayName(name), ...further };
  const said = Object.keys(say).sort((a, b) => b.length - a.length);
  if (said.length === 0) return template;
  const pattern = said.map((text) => text.replace(/[{}]/g, '\\$&')).join('|');
  return template.replace(new RegExp(pattern, 'g'), (text) => say[text] ?? text);
}

const sayName = ({
  article,
  adjective,
  cricket,
  matches,
}: FormatName): Readonly<Record<string, string>> => ({
  'a Test ': `${article} ${adjective} `,
  'a single Test ': `a single ${adjective} `,
  'in Test cricket': `in ${cricket}`,
  'Test cricket': cricket,
  'in Tests': `in ${matches}`,
  Tests: matches,
  'Test ': `${adjective} `,
});

/**
 * Reads a person's own domain; what it leaves out is the general one's, unless its language differs.
 *
 * @throws UserError that says what is wrong with it.
 */
export function parseDomain(text: string, name: string): Domain {
  const file = parseJson(text, name) as Partial<Domain> & { readonly v?: unknown };
  const fail = (what: Sentence): never => {
    throw new UserError(say('{0}: {1}.', name, what));
  };
  if (typeof file !== 'object' || file.v !== 1 || typeof file.id !== 'string') {
    return fail(say('expected an object with "v": 1, "id" and "language"'));
  }
  const { language = 'en' } = file;
  const isSame = language === generalDomain.language;
  const own = file.phrasings ?? {};
  if (!isSame && own.value === undefined) {
    return fail(say('a domain in another language needs "value" among its "phrasings"'));
  }
  const lists: readonly (readonly [string, Partial<DomainPhrasings>])[] = [
    ...Object.entries(own),
    ...(file.attributes ?? []).map(({ id, phrasings }) => [id, phrasings] as const),
  ];
  for (const [kind, { train, held }] of lists) {
    if (!isTexts(train) || !isTexts(held) || train.length === 0) {
      return fail(say('"{0}" needs "train" and "held", each a list of phrasings', kind));
    }
    const lacking = [...train, ...held].find((template) => !template.includes('{entity}'));
    if (lacking !== undefined) return fail(say('the phrasing “{0}” lacks {entity}', lacking));
  }
  const base: Domain = isSame
    ? generalDomain
    : {
        ...generalDomain,
        phrasings: {},
        attributes: [],
        verbs: {},
        people: [],
        places: [],
        teams: [],
      };
  return {
    ...base,
    ...file,
    title: file.title ?? file.id,
    language,
    phrasings: { ...base.phrasings, ...own },
    attributes: [...(file.attributes ?? []), ...base.attributes],
    entities: file.entities ?? [],
  };
}

const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string');
