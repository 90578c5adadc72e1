import { parse } from 'node:path';
import { runProcess } from '../process/runProcess.ts';

const question =
  'import torch; print(torch.cuda.get_device_name() if torch.cuda.is_available() else "")';
/** Importing torch can take long from a cold disk. */
const patienceMilliseconds = 60_000;

/**
 * Name of the CUDA GPU that an interpreter's torch sees; undefined if it sees none or has no torch.
 */
export async function cudaDevice(
  python: string,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const timeout = AbortSignal.timeout(patienceMilliseconds);
  try {
    const { exit, stdout } = await runProcess(python, ['-c', question], {
      // Python imports modules from its working directory: use one that others cannot write to.
      cwd: parse(process.execPath).root,
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    });
    const name = stdout.trim();
    return exit === 0 && name !== '' ? name : undefined;
  } catch {
    signal?.throwIfAborted();
    return undefined;
  }
}
