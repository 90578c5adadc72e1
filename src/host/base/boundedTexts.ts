import { say } from '../../core/common/sentence.ts';
import { UserError } from '../../core/common/userError.ts';
import { withDeadline } from '../process/withDeadline.ts';

/** Milliseconds for some hundred prompts or answers; a sound base takes some tens of them. */
const patience = 3000;

/** The chat template or the tokenizer of a base has no end. */
export class TooSlow extends UserError {}

/**
 * The template and tokenizer of a base. They come with a model, from anywhere: what they do has a
 * deadline, and once it has passed they are not tried again. The thread is busy until then, so it is
 * none that others wait for.
 */
export class BoundedTexts<Texts> {
  readonly #texts: Texts;
  readonly #folder: string;
  #isTooSlow = false;

  /** @param folder where the texts are from */
  constructor(texts: Texts, folder: string) {
    this.#texts = texts;
    this.#folder = folder;
  }

  /** @throws TooSlow, and what the work throws */
  use<Value>(work: (texts: Texts) => Value): Value {
    if (this.#isTooSlow) throw this.#tooSlow();
    const late = (): Error => {
      this.#isTooSlow = true;
      return this.#tooSlow();
    };
    return withDeadline({ milliseconds: patience, late }, () => work(this.#texts));
  }

  #tooSlow(): TooSlow {
    return new TooSlow(
      say(
        'The chat template or the tokenizer in {0} takes too long: it may have no end. Use another base.',
        this.#folder,
      ),
    );
  }
}

/** Does work that may ask a base's texts, under their deadline where they are at hand. */
export function useTexts(texts: BoundedTexts<unknown> | undefined, work: () => void): void {
  if (texts === undefined) work();
  else texts.use(work);
}
