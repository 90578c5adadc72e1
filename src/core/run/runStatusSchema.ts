import * as v from 'valibot';
import { count, line, version } from '../common/schemas.ts';
import type { RunStatus } from './runRequest.ts';

const processStart = line(100);
/** The machine, boot and pid namespace of a pid; absent in files of earlier versions. */
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
 * A process in process.json, lock, status.json and starting. Pids 0 and 1 are never a trainer's:
 * signalling the group of the first, or everything by way of the second, would kill all processes.
 */
export const processSchema = v.object({
  pid: v.pipe(count, v.minValue(2)),
  processStart: v.pipe(processStart, v.minLength(1)),
  place,
});
