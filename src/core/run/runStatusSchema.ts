import * as v from 'valibot';
import { count, line, version } from '../common/schemas.ts';
import type { RunStatus } from './runRequest.ts';

const processStart = line(100);
/** Which machine, boot and pid namespace a pid belongs to; absent in files of earlier versions. */
const place = v.exactOptional(line(300));

/** status.json */
export const runStatusSchema: v.GenericSchema<unknown, RunStatus> = v.object({
  v: version,
  state: v.picklist(['running', 'finished', 'failed', 'cancelled']),
  pid: count,
  processStart,
  place,
  exit: v.nullable(v.pipe(v.number(), v.safeInteger())),
});

/**
 * What process.json, lock, status.json and starting tell of a process. Pids 0 and 1 are never a trainer's:
 * to signal the group of the first, or all processes by way of the second, would end everything.
 */
export const processSchema = v.object({
  pid: v.pipe(count, v.minValue(2)),
  processStart: v.pipe(processStart, v.minLength(1)),
  place,
});
