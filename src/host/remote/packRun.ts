import { say } from '../../core/common/sentence.ts';
import { exists } from '../files/exists.ts';
import { join } from 'node:path';
import { UserError } from '../../core/common/userError.ts';
import { embeddedBase, embeddedFolder, nameOfBase } from '../base/embeddedBase.ts';
import { extensionFolder } from '../files/extensionFolder.ts';
import { requirePlainFolder } from '../run/plainFolder.ts';
import { readRunRequest } from '../run/runFolder.ts';
import { readOutgoing, readTree, type Outgoing, type OutgoingTree } from './upload.ts';

/** Everything of a run that a host needs. */
export interface PackedRun {
  /** Files that may have to be uploaded. */
  readonly outgoing: readonly Outgoing[];
  /** The part of the request that tells the host how to assemble them. */
  readonly asked: Readonly<Record<'trainer' | 'base' | 'files' | 'request', unknown>>;
}

/**
 * @param trainerFolder that contains the package `cricket_lora`
 * @throws UserError for a folder with links, whose targets would be uploaded
 */
export async function packRun(
  folder: string,
  trainerFolder = join(extensionFolder(), 'trainer'),
): Promise<PackedRun> {
  await requirePlainFolder(folder);
  const request = await readRunRequest(folder);
  const [trainer, base, files] = await Promise.all([
    readTree(trainerFolder, ['cricket_lora']),
    packBase(await nameOfBase(request.base, folder)),
    filesOf(folder),
  ]);
  return {
    outgoing: [...trainer.files, ...(typeof base === 'string' ? [] : base.files), ...files],
    asked: {
      trainer: named(trainer),
      base: typeof base === 'string' ? base : named(base),
      files: files.map(byHash),
      request,
    },
  };
}

const byHash = ({ path, sha256, size }: Outgoing) => ({ path, sha256, size });
const named = ({ hash, files }: OutgoingTree) => ({ hash, files: files.map(byHash) });

/**
 * The embedded base is uploaded; any other is the host's own: a folder there, or a hub id that it
 * downloads.
 */
async function packBase(base: string): Promise<OutgoingTree | string> {
  if (base === embeddedBase) return readTree(embeddedFolder());
  if (/^[A-Za-z]:[\\/]/.test(base)) {
    throw new UserError(
      say(
        'The base {0} is a folder of this machine. For a target, set cricketLora.base to embedded, a hub id, or a folder on the host.',
        base,
      ),
      'open settings',
    );
  }
  return base;
}

/** The questions, and adapters: the run's own, and one that training continues from. */
async function filesOf(folder: string): Promise<Outgoing[]> {
  const { questions, adapter } = await readRunRequest(folder);
  const adapters = ['adapter', ...(adapter ? [adapter.path] : [])];
  const there = await Promise.all(adapters.map((name) => exists(join(folder, name))));
  const { files } = await readTree(
    folder,
    adapters.filter((_, at) => there[at]),
  );
  const path = join(folder, questions.path);
  return [await readOutgoing(path, questions.path, folder), ...files];
}
