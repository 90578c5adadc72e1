import { say } from '../common/sentence.ts';
import type { HostMessage, EvaluationRequests } from './evaluationMessages.ts';
import { UserError } from '../common/userError.ts';

/** The requests of a page: parameters and answer by name. */
type Asked = Readonly<Record<string, { readonly parameters: unknown; readonly answer: unknown }>>;

/** Handlers of each request; a handler rejects a request by throwing a UserError. */
export type RequestHandlers<Of extends { [Name in keyof Of]: Asked[string] } = EvaluationRequests> =
  {
    readonly [Name in keyof Of]: (
      parameters: Of[Name]['parameters'],
    ) => Of[Name]['answer'] | Promise<Of[Name]['answer']>;
  };

/** The handlers by name, with parameters untyped. */
type AnyAnswers = Readonly<Record<string, (parameters: never) => unknown>>;

/**
 * Answers one message of a page. Every request settles: a UserError is sent as its text; any
 * other error is a bug, reported to `onBug`. Never rejects. Undefined when the message is not a
 * request.
 */
export async function answerRequest(
  message: unknown,
  answers: AnyAnswers,
  onBug: (error: unknown) => void,
): Promise<HostMessage | undefined> {
  if (!isRequest(message, answers)) return undefined;
  const { number, name, parameters } = message;
  try {
    const answer = answers[name] as (parameters: unknown) => unknown;
    return { type: 'answer', number, value: await answer(parameters) };
  } catch (error) {
    if (error instanceof UserError) return { type: 'refusal', number, message: error.text };
    onBug(error);
    return { type: 'refusal', number, message: say('Something went wrong; see the log.') };
  }
}

interface Request {
  readonly number: number;
  readonly name: string;
  readonly parameters: unknown;
}

function isRequest(message: unknown, answers: AnyAnswers): message is Request {
  if (typeof message !== 'object' || message === null) return false;
  const { number, name } = message as Partial<Request>;
  return typeof number === 'number' && typeof name === 'string' && Object.hasOwn(answers, name);
}
