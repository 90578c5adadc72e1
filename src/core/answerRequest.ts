import type { HostMessage, RequestName, Requests } from './messages.ts';
import { UserError } from './userError.ts';

/** What answers each request; throws or rejects with a UserError to refuse it. */
export type Answers = {
  readonly [Name in RequestName]: (
    parameters: Requests[Name]['parameters'],
  ) => Requests[Name]['answer'] | Promise<Requests[Name]['answer']>;
};

/**
 * Answers one message of a page. Every request settles: what is thrown becomes a refusal, a UserError
 * with its message and anything else, a bug, after telling `onBug`. Never rejects. Undefined for what is
 * no request.
 */
export async function answerRequest(
  message: unknown,
  answers: Answers,
  onBug: (error: unknown) => void,
): Promise<HostMessage | undefined> {
  if (!isRequest(message, answers)) return undefined;
  const { number, name, parameters } = message;
  try {
    const answer = answers[name] as (parameters: unknown) => unknown;
    return { type: 'answer', number, value: await answer(parameters) };
  } catch (error) {
    if (error instanceof UserError) return { type: 'refusal', number, message: error.message };
    onBug(error);
    return { type: 'refusal', number, message: 'Something went wrong; the log says what.' };
  }
}

interface Request {
  readonly number: number;
  readonly name: RequestName;
  readonly parameters: unknown;
}

function isRequest(message: unknown, answers: Answers): message is Request {
  if (typeof message !== 'object' || message === null) return false;
  const { number, name } = message as Partial<Request>;
  return typeof number === 'number' && typeof name === 'string' && Object.hasOwn(answers, name);
}
