import type { Text } from '../../core/common/sentence.ts';
import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { checkJson } from '../../core/common/checkValue.ts';
import { UserError } from '../../core/common/userError.ts';
import type { RunEvent } from '../../core/run/events.ts';
import { parseEvent } from '../../core/run/parseEvent.ts';
import type { RunRequest, RunStatus } from '../../core/run/runRequest.ts';
import { runRequestSchema } from '../../core/run/runRequestSchema.ts';
import { initialRunState, isOver, reduceRun, type RunState } from '../../core/run/runState.ts';
import { processSchema, runStatusSchema } from '../../core/run/runStatusSchema.ts';
import { localTargetName } from '../../core/target/targetSetting.ts';
import { TooLarge } from '../files/openRegular.ts';
import { readCheckedNow, textNow } from '../files/readJsonObject.ts';
import type { ProcessIdentity } from '../process/processIdentity.ts';
import { ownKeyNow } from './ownRuns.ts';
import { notRun } from './runFolder.ts';
import { runNameNow } from './runName.ts';
import {
  eventsFile,
  mostRequestBytes,
  mostSmallBytes,
  requestFile,
  statusFile,
  targetFile,
} from './runFiles.ts';
import { processFile } from './trainerProcess.ts';

/**
 * Reading thousands of run folders: for a thread of its own, since everything here blocks. Each file is
 * opened, limited and checked as elsewhere.
 */

/** What a run's row begins with, or why it has none. */
export type SurveyedRun =
  | {
      readonly folder: string;
      readonly request: RunRequest;
      /** As `readRunStatus` returns it. */
      readonly status: RunStatus | undefined;
      /** What a person calls it. */
      readonly name?: string | undefined;
      /** All of these are known of a run that this machine made or adopted: see ownRuns.ts. */
      readonly ownKeys: readonly string[];
      readonly problem?: never;
    }
  | { readonly folder: string; readonly problem: Text };

/** Folders without a run.json, which may still be copied, are left out. */
export function surveyRuns(folders: readonly string[]): SurveyedRun[] {
  return folders.flatMap((folder) => {
    try {
      return surveyRun(folder) ?? [];
    } catch (error) {
      return { folder, problem: error instanceof UserError ? error.text : String(error) };
    }
  });
}

function surveyRun(folder: string): SurveyedRun | undefined {
  const text = textNow(join(folder, requestFile), { below: folder, most: mostRequestBytes });
  if (text === undefined) return undefined;
  const { value: request, problem } = checkJson(runRequestSchema, text);
  if (request === undefined) throw notRun(folder, problem);
  const opening = { below: folder, most: mostSmallBytes };
  const status = readCheckedNow(join(folder, statusFile), runStatusSchema, opening)?.value;
  const target = request.target === localTargetName ? undefined : targetTextNow(folder);
  return {
    folder,
    request,
    status,
    name: runNameNow(folder),
    ownKeys: [text, ...(target === undefined ? [] : [target])].map((one) => ownKeyNow(folder, one)),
  };
}

/** As `readTargetText` returns it. */
function targetTextNow(folder: string): string | undefined {
  try {
    return textNow(join(folder, targetFile), { below: folder, most: mostSmallBytes });
  } catch {
    return '';
  }
}

/** Larger ones are followed like those of a run that goes on: in pieces. */
const mostEventBytes = 16 << 20;

/**
 * How a run got on whose status says that it is over. Undefined where its events do not say so, where
 * another process was started since, and where they are too many to be read at once.
 */
export function readEndedRun(folder: string, ended: ProcessIdentity): RunState | undefined {
  const opening = { below: folder, most: mostSmallBytes };
  const last = readCheckedNow(join(folder, processFile), processSchema, opening)?.value;
  const isAnother = last && (last.pid !== ended.pid || last.processStart !== ended.processStart);
  // A launcher is another process than the trainer that it starts, and was started before that one ended.
  if (isAnother && changedAt(folder, processFile) >= changedAt(folder, statusFile))
    return undefined;
  const text = eventsNow(folder);
  if (text === undefined) return undefined;
  let state = initialRunState;
  for (const event of eventsIn(text)) state = reduceRun(state, event);
  return isOver(state) ? state : undefined;
}

const changedAt = (folder: string, name: string): number =>
  lstatSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs ?? 0;

function eventsNow(folder: string): string | undefined {
  const path = join(folder, eventsFile);
  try {
    return textNow(path, { below: folder, most: mostEventBytes });
  } catch (error) {
    if (error instanceof TooLarge) return undefined;
    throw error;
  }
}

function* eventsIn(text: string): Generator<RunEvent> {
  // What follows the last line feed is not yet a line.
  for (const line of text.split('\n').slice(0, -1)) {
    if (line.trim() === '') continue;
    const { value } = parseEvent(line);
    if (value) yield value;
  }
}
