import { say } from '../../core/common/sentence.ts';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { UserError } from '../../core/common/userError.ts';
import { formatBytes } from '../../core/common/formatBytes.ts';
import { localTargetName } from '../../core/target/targetSetting.ts';
import type { Base } from '../base/resolveBase.ts';
import { embeddedFolder } from '../base/embeddedBase.ts';
import { surveyQuestions } from '../dataset/readQuestions.ts';
import { extensionFolder } from '../files/extensionFolder.ts';
import { makeFolder } from '../files/flush.ts';
import { readRegularBytes } from '../files/openRegular.ts';
import { writeAtomically } from '../files/writeAtomically.ts';
import { readTree } from '../remote/upload.ts';
import { readRequestText, recordOwnRun } from '../run/ownRuns.ts';
import { createRun, type NewRun } from '../run/runFolder.ts';
import { notebookFile } from './notebookCells.ts';

/** Bytes of what goes into a notebook; editors of notebooks open no larger ones with ease. */
const mostBytes = 64 << 20;

export interface NotebookRequest extends Pick<
  NewRun,
  'runsFolder' | 'questionsPath' | 'recipe' | 'adapter' | 'probes'
> {
  readonly base: Base;
  /** The notebook's file. */
  readonly path: string;
}

/**
 * Writes a notebook that trains on a dataset elsewhere, as Train would here. The run is one of this
 * machine's once it is imported again.
 *
 * @returns the run's id
 * @throws UserError for a base that is a folder of this machine, and as `createRun` does
 */
export async function exportNotebook(asked: NotebookRequest): Promise<string> {
  const { base, path, runsFolder, ...run } = asked;
  if (base.kind === 'folder') {
    throw new UserError(
      say(
        'The base {0} is a folder of this machine, and a notebook runs elsewhere. Set cricketLora.base to a hub id such as Qwen/Qwen2.5-1.5B-Instruct, or to embedded.',
        base.base,
      ),
      'open settings',
    );
  }
  const stage = await mkdtemp(join(tmpdir(), 'cricket-lora-'));
  try {
    const made = await createRun({
      ...{ ...run, base: base.base, runsFolder: stage },
      operation: 'train',
      target: localTargetName,
    });
    const id = basename(made);
    const payload = await pack([
      ['run', made],
      ['trainer', join(extensionFolder(), 'trainer'), ['cricket_lora']],
      ...(base.kind === 'embedded' ? [['data/base', embeddedFolder()] as const] : []),
    ]);
    const counts = Object.values((await surveyQuestions(join(made, 'questions.jsonl'))).splits);
    const questions = counts.reduce((sum, count) => sum + count, 0);
    await writeAtomically(path, notebookFile({ id, base: base.base, questions, payload }));
    await makeFolder(runsFolder);
    await recordOwnRun(join(runsFolder, id), await readRequestText(made));
    return id;
  } finally {
    await rm(stage, { recursive: true, force: true });
  }
}

/** Folders by their names in the notebook, and what of them, where it is not all. */
async function pack(
  folders: readonly (readonly [name: string, folder: string, only?: readonly string[]])[],
): Promise<string> {
  const contents: Record<string, string> = {};
  let size = 0;
  for (const [name, folder, only] of folders) {
    const { files } = await readTree(folder, only);
    for (const { source, path, size: bytes } of files) {
      size += bytes;
      if (size > mostBytes) {
        throw new UserError(
          say(
            'A notebook holds at most {0}, and what is to be trained on is more ({1}). Train on fewer questions, or from scratch, or on a host.',
            formatBytes(mostBytes),
            path,
          ),
        );
      }
      const content = await readRegularBytes(source, { below: folder, most: mostBytes });
      contents[`${name}/${path}`] = content.toString('base64');
    }
  }
  return (await promisify(gzip)(JSON.stringify(contents))).toString('base64');
}
