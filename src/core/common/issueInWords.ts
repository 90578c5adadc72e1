import type * as v from 'valibot';
import { isObject } from './isObject.ts';
import { clip } from './plainText.ts';
import { isSentence, joined, say, type Text } from './sentence.ts';

type Issue = v.BaseIssue<unknown>;

/** A schema's own message. Valibot takes strings alone: the sentence travels in one as JSON. */
export const because = (text: Text): string =>
  typeof text === 'string' ? text : JSON.stringify(text);

/** What is wrong with a value, and where in it. */
export function issueInWords(issue: Issue): Text {
  const { path, cause } = innermost(issue);
  const words = wordsOf(cause);
  return path.length === 0 ? words : joined([clip(path.join('.')), words], ': ');
}

interface Found {
  readonly path: readonly string[];
  readonly cause: Issue;
}

/** Of a value that may be one of several kinds, the complaint of the kind that it is. */
function innermost(issue: Issue, before: readonly string[] = []): Found {
  const path = [...before, ...(issue.path ?? []).map(({ key }) => String(key))];
  const isOfKind = ({ kind, path: within }: Issue): boolean =>
    kind !== 'schema' || within !== undefined;
  const inner = issue.type === 'union' ? issue.issues?.find(isOfKind) : undefined;
  return inner === undefined ? { path, cause: issue } : innermost(inner, path);
}

function wordsOf(issue: Issue): Text {
  const { type, kind, expected, received, message } = issue;
  if (/^(check|raw_check|regex)$/.test(type)) return ownWords(message);
  if (kind === 'schema' && type.endsWith('object') && expected !== null) {
    if (expected === 'never') return say('it is not known here');
    if (expected.startsWith('"')) return say('it is missing');
  }
  const wanted = wantedBy(issue);
  return wanted === undefined
    ? message
    : say('{0} is expected, not {1}', wanted, foundAs(received));
}

function ownWords(message: string): Text {
  if (!message.startsWith('{')) return message;
  try {
    const value: unknown = JSON.parse(message);
    return isObject(value) && isSentence(value) ? value : message;
  } catch {
    return message;
  }
}

function wantedBy({ type, expected, ...issue }: Issue): Text | undefined {
  const limit = String((issue as { requirement?: unknown }).requirement);
  switch (type) {
    case 'string':
      return say('text');
    case 'number':
      return say('a number');
    case 'integer':
    case 'safe_integer':
      return say('a whole number');
    case 'finite':
      return say('a finite number');
    case 'boolean':
      return say('true or false');
    case 'array':
    case 'strict_tuple':
      return say('a list');
    case 'object':
    case 'strict_object':
    case 'loose_object':
    case 'object_with_rest':
    case 'record':
      return say('an object');
    case 'min_value':
      return say('at least {0}', limit);
    case 'max_value':
      return say('at most {0}', limit);
    case 'min_length':
      return say('a length of at least {0}', limit);
    case 'max_length':
      return say('a length of at most {0}', limit);
    case 'union':
      return anyOf((issue.issues ?? []).map(wantedBy));
    case 'literal':
    case 'picklist':
      return anyOfNames(expected);
    default:
      return undefined;
  }
}

const anyOf = (wanted: readonly (Text | undefined)[]): Text | undefined =>
  wanted.reduce((one, other) =>
    one === undefined || other === undefined ? undefined : say('{0} or {1}', one, other),
  );

/** `("a" | "b")`, as valibot has it. */
function anyOfNames(expected: string | null): Text | undefined {
  if (expected === null) return undefined;
  const names = expected.replace(/^\(|\)$/g, '').split(' | ');
  return names.length === 1 ? names.join() : say('one of {0}', names.join(', '));
}

function foundAs(received: string): Text {
  if (received === 'Object') return say('an object');
  if (received === 'Array') return say('a list');
  return received === 'undefined' ? say('nothing') : clip(received);
}
