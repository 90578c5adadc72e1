import { say } from '../../core/common/sentence.ts';
import { join } from 'node:path';
import { slug } from '../../core/common/slug.ts';
import { UserError } from '../../core/common/userError.ts';
import { findProgram, foldersOf } from '../files/findProgram.ts';
import { runProcess } from '../process/runProcess.ts';
import { requirePlainFolder } from '../run/plainFolder.ts';

/** The program ollama on the PATH; undefined where it is not. */
export const findOllama = (
  environment: NodeJS.ProcessEnv = process.env,
  platform?: NodeJS.Platform,
): Promise<string | undefined> => findProgram('ollama', foldersOf(environment), platform);

/** What a run is called in Ollama. */
export const ollamaName = (runId: string): string =>
  `cricket-${slug(runId)
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 60)}`;

/**
 * Takes a run's GGUF into Ollama, by the Modelfile beside it.
 *
 * @returns what it is called there
 * @throws UserError when Ollama cannot: its service does not run, or it does not know the model
 */
export async function createInOllama(
  runFolder: string,
  options: {
    readonly ollama: string;
    readonly runId: string;
    readonly signal?: AbortSignal;
    readonly onLine?: (line: string) => void;
  },
): Promise<string> {
  const { ollama, runId, ...following } = options;
  await requirePlainFolder(runFolder);
  const name = ollamaName(runId);
  const { exit, lastLines } = await runProcess(ollama, ['create', name, '-f', 'Modelfile'], {
    ...following,
    cwd: join(runFolder, 'gguf'),
  });
  if (exit === 0) return name;
  const said = lastLines.slice(-3).join(' ').trim();
  throw new UserError(
    /connect|not running|refused/i.test(said)
      ? say(
          'Ollama’s service does not answer. Start Ollama (ollama serve), and try again. It said: {0}',
          said,
        )
      : say('Ollama could not take the model: {0}', said),
    'show log',
  );
}
