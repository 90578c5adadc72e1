import { say } from '../../core/common/sentence.ts';
import { join } from 'node:path';
import * as v from 'valibot';
import { checkJson } from '../../core/common/checkValue.ts';
import { count, line } from '../../core/common/schemas.ts';
import { UserError } from '../../core/common/userError.ts';
import { failureError } from '../../core/run/trainerFailures.ts';
import { extensionFolder } from '../files/extensionFolder.ts';
import { runProcess } from '../process/runProcess.ts';
import { trainerCommand } from '../python/trainerCommand.ts';
import { requirePlainFolder } from '../run/plainFolder.ts';

/** Folders of a run that can be pushed. */
export const pushable = ['adapter', 'merged', 'gguf'] as const;
export type Pushable = (typeof pushable)[number];

export interface PushedFile {
  readonly file: string;
  readonly bytes: number;
}

const parameter = v.union([v.string(), v.number()]);
const told = v.union([
  v.object({ file: line(300), bytes: count }),
  v.object({ pushed: line(1000) }),
  v.objectWithRest({ failed: line(100) }, parameter),
]);

/**
 * Uploads a folder of a run to a private repository of the Hugging Face Hub, in a Python process. Its token is
 * that of huggingface_hub: none passes through here.
 *
 * @returns the files, and the repository's address unless it was a dry run
 * @throws UserError when there is nothing to push, there is no token, or the Hub refuses
 */
export async function pushToHub(
  runFolder: string,
  { what, repository, isDry }: { what: Pushable; repository: string; isDry?: boolean },
  options: {
    readonly python: string;
    readonly signal?: AbortSignal;
    /** The folder that contains the package `cricket_lora`. */
    readonly trainerFolder?: string;
  },
): Promise<{ readonly files: readonly PushedFile[]; readonly address?: string }> {
  const { python, signal, trainerFolder = join(extensionFolder(), 'trainer') } = options;
  await requirePlainFolder(runFolder);
  const words = [join(runFolder, 'run.json'), what, repository, ...(isDry ? ['--dry-run'] : [])];
  const { args, ...place } = trainerCommand(trainerFolder, 'cricket_lora.push', ...words);
  const { stdout, lastLines } = await runProcess(python, args, {
    ...place,
    ...(signal && { signal }),
  });
  const files: PushedFile[] = [];
  for (const text of stdout.split('\n')) {
    const { value } = checkJson(told, text);
    if (value === undefined) continue;
    if ('failed' in value) {
      const { failed, ...parameters } = value;
      throw failureError(failed, parameters);
    }
    if ('pushed' in value) return { files, address: value.pushed };
    files.push(value);
  }
  if (isDry && files.length > 0) return { files };
  throw new UserError(say('The push failed: {0}', lastLines.slice(-2).join(' ')), 'show log');
}
