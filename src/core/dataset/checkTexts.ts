import { say, type Sentence } from '../common/sentence.ts';
import { askedOf, goldenOf, type Message, type Question } from './question.ts';

/**
 * What a question and its golden may hold. The linter, the preview and the import ask here; the
 * trainer has the same rules (trainer/cricket_lora/data/check_texts.py and check_tokens.py) and
 * refuses what is an error here.
 */
export interface TextProblem {
  readonly severity: 'error' | 'warning';
  readonly code: 'golden-space' | 'golden-length' | 'golden-end' | 'special-token' | 'characters';
  readonly message: Sentence;
  /** The golden as it should be, where there is one right answer. */
  readonly golden?: string;
}

/** What the base's own tokenizer makes of texts. */
export interface TextProbe {
  /** Tokens that an answer may have, its end included; no limit when absent. */
  readonly most?: number | undefined;
  look(golden: string): {
    /** With the end token. */
    readonly tokens: number;
    /** What the tokens of the answer give back. */
    readonly back: string;
    /** The first token in the answer at which the base stops. */
    readonly end?: string | undefined;
  };
  /** A token of the base in a text that is no text to it, such as the beginning of a turn. */
  specialIn(text: string): string | undefined;
  /** Whether two prompts are the same tokens. */
  isSame(prompt: readonly Message[], other: readonly Message[]): boolean;
}

const loneSurrogate = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

/** Halves of characters in a text, which no tokenizer can read; undefined where there are none. */
export const halfCharacterIn = (...texts: readonly string[]): Sentence | undefined =>
  texts.some((text) => loneSurrogate.test(text))
    ? say('it has half a character (a lone surrogate), which no tokenizer can read')
    : undefined;

/** Looks at questions one by one, with a base's tokenizer where it is at hand. */
export class TextChecker {
  readonly #probe: TextProbe | undefined;
  /** By golden, since many questions share one. */
  readonly #goldens = new Map<string, readonly TextProblem[]>();

  constructor(probe?: TextProbe) {
    this.#probe = probe;
  }

  problemsOf(question: Question): TextProblem[] {
    const golden = goldenOf(question);
    const inTexts = problemsOfTexts(question);
    const known = this.#goldens.get(golden) ?? problemsOfGolden(golden, this.#probe);
    this.#goldens.set(golden, known);
    const isBroken = inTexts.some(({ code }) => code === 'characters');
    return [
      ...inTexts,
      // Characters that are lost are said to be so once.
      ...known.filter(({ code }) => !(isBroken && code === 'characters')),
      ...problemsOfSpecialTokens(question, this.#probe),
    ];
  }
}

/** Problems of a question's texts that need no tokenizer. */
function problemsOfTexts(question: Question): TextProblem[] {
  const golden = goldenOf(question);
  const problems: TextProblem[] = [];
  if (golden !== golden.trim()) {
    problems.push({
      severity: 'error',
      code: 'golden-space',
      message: say('the answer has space around it, which evaluation does not count'),
      golden: golden.trim(),
    });
  }
  const half = halfCharacterIn(golden, question.id, ...question.prompt.map((one) => one.content));
  if (half !== undefined) {
    problems.push({ severity: 'error', code: 'characters', message: half });
  } else if (golden.includes('\uFFFD') || askedOf(question).includes('\uFFFD')) {
    problems.push({
      severity: 'warning',
      code: 'characters',
      message: say('it has characters that stand for none: they were lost before'),
    });
  }
  return problems;
}

/** Problems of a golden with a base's tokenizer, or those that are likely where there is none. */
function problemsOfGolden(golden: string, probe: TextProbe | undefined): TextProblem[] {
  if (probe === undefined) return guessedProblems(golden);
  const { most = Infinity } = probe;
  const { tokens, back, end } = probe.look(golden);
  const problems: TextProblem[] = [];
  if (tokens > most) {
    const message = say(
      'the answer takes {0} tokens with its end, and maxAnswerTokens allows {1}: it can never be said',
      tokens,
      most,
    );
    problems.push({ severity: 'error', code: 'golden-length', message });
  }
  if (end !== undefined) {
    const message = say(
      'the answer holds {0}, at which the base stops: what follows is never said',
      end,
    );
    problems.push({ severity: 'error', code: 'golden-end', message });
  } else if (back !== golden) {
    const message =
      golden.normalize('NFC') === back.normalize('NFC')
        ? say('the answer has letters and accents apart, which the base gives back joined')
        : say('the base’s tokenizer gives the answer back as “{0}”', back);
    problems.push({ severity: 'error', code: 'characters', message, golden: back });
  }
  return problems;
}

/** Special tokens in the texts of a question: they can forge the turns of a conversation. */
function problemsOfSpecialTokens(question: Question, probe: TextProbe | undefined): TextProblem[] {
  const texts = [...question.prompt, ...question.completion].map(({ content }) => content);
  const all = texts.join('\n');
  const special = probe === undefined ? likelySpecialIn(all) : probe.specialIn(all);
  if (special === undefined) return [];
  const message =
    probe === undefined
      ? say(
          'many bases read {0} as a token of its own, such as the beginning or end of a turn, and not as text',
          special,
        )
      : say(
          'the base reads {0} as a token of its own, such as the beginning or end of a turn, and not as text',
          special,
        );
  return [{ severity: 'warning', code: 'special-token', message }];
}

/** What many tokenizers make one token of that is no text, as `<|im_end|>`; undefined for other texts. */
const likelySpecialIn = (text: string): string | undefined =>
  /<\|[\w-]+\|>|<(?:\/?s|bos|eos|pad|unk|start_of_turn|end_of_turn)>|\[\/?INST\]/.exec(text)?.[0];

/** Characters beyond which a golden is no short answer: some 24 tokens of a tokenizer that knows words. */
const longestGolden = 100;

function guessedProblems(golden: string): TextProblem[] {
  const problems: TextProblem[] = [];
  if (golden.length > longestGolden) {
    const message = say(
      'the answer has {0} characters: more than maxAnswerTokens may hold',
      golden.length,
    );
    problems.push({ severity: 'warning', code: 'golden-length', message });
  }
  const joined = golden.normalize('NFC');
  if (golden !== joined) {
    const message = say('the answer has letters and accents apart, which come back joined');
    problems.push({ severity: 'warning', code: 'characters', message, golden: joined });
  }
  return problems;
}
