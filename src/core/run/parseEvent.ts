import { checkValue, type Checked } from '../common/checkValue.ts';
import { say } from '../common/sentence.ts';
import { isObject } from '../common/isObject.ts';
import type { RunEvent } from './events.ts';
import { eventSchemas } from './eventSchemas.ts';

/** Reads one line without its line end. Never throws: a bad line costs only itself. */
export function parseEvent(line: string): Checked<RunEvent> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { problem: say('not JSON') };
  }
  if (!isObject(value)) return { problem: say('not an object') };
  const { type } = value;
  if (typeof type !== 'string' || !isType(type)) return { problem: say('type is unknown') };
  return checkValue(eventSchemas[type], value);
}

const isType = (type: string): type is RunEvent['type'] => Object.hasOwn(eventSchemas, type);
