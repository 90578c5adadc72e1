import { createContext, Script } from 'node:vm';

/** Only a script of `node:vm` can be interrupted: this one calls what it is given. */
const script = new Script('work()');
const context = createContext({ work: (): void => undefined });

/**
 * Runs foreign rules that may have no end, such as a chat template or a tokenizer's regular
 * expressions. Only synchronous work is interrupted, and its thread is busy until then.
 *
 * @throws what `late` gives, after `milliseconds`; otherwise what `work` throws
 */
export function withDeadline<Value>(
  { milliseconds, late }: { readonly milliseconds: number; readonly late: () => Error },
  work: () => Value,
): Value {
  context.work = work;
  try {
    return script.runInContext(context, { timeout: milliseconds }) as Value;
  } catch (error) {
    const isLate = (error as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
    throw isLate ? late() : error;
  }
}
