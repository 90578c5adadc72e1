import { say } from '../../core/common/sentence.ts';
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../core/common/userError.ts';
import { requireExport } from './exportModel.ts';
import type { ExportForm } from '../onnx/exportFiles.ts';
import { extensionFolder } from '../files/extensionFolder.ts';
import { callHost } from '../shell/callHost.ts';
import type { Incoming } from '../../core/target/hostSchemas.ts';
import { download } from '../remote/download.ts';
import { packRun } from '../remote/packRun.ts';
import { retryWhileLost, type Connect, type RetryOptions } from '../shell/retryWhileLost.ts';
import { readTargetFile } from '../remote/targetFile.ts';
import { callWithFiles, addressOf } from '../remote/upload.ts';

export interface Exporting extends Pick<RetryOptions, 'signal' | 'backOff' | 'onLost'> {
  readonly connect: Connect;
  readonly onLine?: (line: string) => void;
  /** Downloaded share of the results. */
  readonly onShare?: (share: number) => void;
  /** The folder that contains the package `cricket_lora`. */
  readonly trainerFolder?: string;
}

interface Ended {
  readonly exit: number;
  readonly lines: readonly string[];
}

/**
 * `exportModel` on the host where the run was trained, which has its base and enough memory.
 * Downloads what was wanted, each file checked by its hash; merged safetensors that are only on the way
 * to something else stay there.
 *
 * @throws UserError when packages are missing there or the export fails; the signal's reason when
 *   aborted, which also ends the remote exporter
 */
export async function exportOnHost(
  folder: string,
  wanted: readonly ExportForm[],
  { connect, onLine, onShare, trainerFolder, ...persisting }: Exporting,
): Promise<void> {
  const there = await readTargetFile(folder);
  if (!there) throw new UserError(say('This run was never on a target.'));
  const { signal } = persisting;
  const isMergedWanted = wanted.includes('merged');
  const place = { ...addressOf(there), run: there.run };
  const { outgoing, asked } = await packRun(folder, trainerFolder);
  // Shared by all attempts: the host exports once.
  const attempt = randomBytes(8).toString('hex');
  try {
    const { answer: ended } = await retryWhileLost(
      connect,
      (shell, progressed) =>
        callWithFiles<Ended>(
          shell,
          { ...place, ...asked, operation: 'export', attempt, wanted },
          outgoing,
          {
            signal,
            onShare: progressed,
            onFrame: ({ header }) => {
              progressed();
              if (typeof header.line === 'string') onLine?.(header.line);
            },
          },
        ),
      persisting,
    );
    const packages = (
      await readFile(join(extensionFolder(), 'trainer', 'requirements-export.txt'), 'utf8')
    )
      .split('\n')
      .filter((line) => /^\w/.test(line));
    const python = there.python === '' ? `${there.folder}/env/bin/python` : there.python;
    requireExport(ended, (missing) =>
      say(
        'Exporting on {0} needs the Python package {1} there. Install what it needs: {2} -m pip install {3}',
        there.host,
        missing,
        python,
        packages.map((one) => `'${one}'`).join(' '),
      ),
    );
  } catch (error) {
    if (signal?.aborted) await leave(connect, place);
    throw error;
  }
  await retryWhileLost(
    connect,
    async (shell, progressed) => {
      const folders = ['onnx', 'onnx-base', 'gguf', ...(isMergedWanted ? ['merged'] : [])];
      const { files } = await callHost<{ files: readonly Incoming[] }>(
        shell,
        { ...place, operation: 'results', folders },
        { signal },
      );
      await download(shell, place, {
        files,
        folder,
        signal,
        onShare: (share) => {
          progressed();
          onShare?.(share);
        },
      });
    },
    persisting,
  );
  if (!isMergedWanted && wanted.some((one) => one !== 'base')) {
    onLine?.(`Merged safetensors are on ${there.host}: ${there.folder}/runs/${there.run}/merged`);
  }
}

/** Best effort: without a connection the remote exporter runs to its end. */
async function leave(
  connect: Connect,
  place: { readonly folder: string; readonly python: string; readonly run: string },
): Promise<void> {
  try {
    const shell = await connect(AbortSignal.timeout(20_000));
    await callHost(shell, { ...place, operation: 'leave', terminateSeconds: 5 });
  } catch {
    // The caller has been cancelled: ignore the failure.
  }
}
