import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { TargetSetting } from '../../core/targetSetting.ts';
import { UserError } from '../../core/userError.ts';
import { extensionFolder } from '../extensionFolder.ts';
import { readRunRequest } from '../runFolder.ts';
import { withStartLock } from '../startLock.ts';
import { askHost } from './askHost.ts';
import { persist, type Connect, type Persisting } from './persist.ts';
import { settleTargetRun } from './targetRun.ts';
import { at, readOutgoing, readTree, upload, type Uploaded } from './upload.ts';

export interface StartedOnTarget {
  readonly pid: number;
  readonly processStart: string;
  /** The one that was chosen; absent on a host without. */
  readonly gpu?: { readonly index: number; readonly name: string };
  readonly uploaded: Uploaded;
}

export interface Starting extends Persisting {
  readonly connect: Connect;
  readonly setting: TargetSetting;
  /** Share of the bytes that still travel. */
  readonly onShare?: (share: number) => void;
  /** What holds the package `cricket_lora`. */
  readonly trainerFolder?: string;
}

/**
 * Starts, or resumes, the trainer of a run on a target: sends what the target lacks and starts once,
 * however often the connection goes meanwhile.
 *
 * @throws UserError when the host refuses (no Python, disk full, GPUs taken, the run is going on already)
 */
export async function startTargetRun(folder: string, starting: Starting): Promise<StartedOnTarget> {
  const { connect, setting, onShare, signal } = starting;
  const request = await readRunRequest(folder);
  const trainerFolder = starting.trainerFolder ?? join(extensionFolder(), 'trainer');
  const [trainer, base, run] = await Promise.all([
    readTree(trainerFolder, ['cricket_lora']),
    baseFor(request.base),
    filesOf(folder),
  ]);
  return withStartLock(folder, async () => {
    const there = await settleTargetRun(folder, setting);
    // The same for every attempt below: the host starts it once.
    const attempt = randomBytes(8).toString('hex');
    const outgoing = [
      ...trainer.files,
      ...(typeof base === 'string' ? [] : base.files),
      ...run.files,
    ];
    const uploaded = { sent: 0, total: 0 };
    const started = await persist(
      connect,
      async (target, progressed) => {
        const { sent, total } = await upload(target, there, outgoing, {
          signal,
          onShare: (share) => {
            progressed();
            onShare?.(share);
          },
        });
        uploaded.sent += sent;
        uploaded.total = total;
        return askHost<Omit<StartedOnTarget, 'uploaded'>>(
          target,
          {
            ...at(there),
            operation: 'start',
            run: there.run,
            attempt,
            shareGpus: setting.shareGpus,
            trainer: named(trainer),
            base: typeof base === 'string' ? base : named(base),
            files: named(run).files,
            request,
          },
          { signal },
        );
      },
      starting,
    );
    // It goes on: what an earlier attempt ended with no longer holds.
    await rm(join(folder, 'status.json'), { force: true });
    return { ...started, uploaded };
  });
}

const named = ({ hash, files }: Awaited<ReturnType<typeof readTree>>) => ({
  hash,
  files: files.map(({ path, sha256 }) => ({ path, sha256 })),
});

/** The embedded base travels; any other is the host's own: a folder there, or an id that it downloads. */
async function baseFor(base: string) {
  const embedded = join(extensionFolder(), 'data', 'base');
  if (base === embedded) return readTree(embedded);
  if (/^[A-Za-z]:[\\/]/.test(base)) {
    throw new UserError(
      `The base ${base} is a folder of this machine. For a target, set cricketLora.base to embedded, a hub id, or a folder on the host.`,
      'open settings',
    );
  }
  return base;
}

/** The questions; the adapter too where only it is to be asked. */
async function filesOf(folder: string) {
  const questions = await readOutgoing(join(folder, 'questions.jsonl'), 'questions.jsonl');
  if (!existsSync(join(folder, 'adapter'))) return { hash: '', files: [questions] };
  const { files } = await readTree(folder, ['adapter']);
  return { hash: '', files: [questions, ...files] };
}
