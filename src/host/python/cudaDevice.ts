import { parse } from 'node:path';
import { runProcess } from '../process/runProcess.ts';

const question =
  'import torch; print(torch.cuda.get_device_name() if torch.cuda.is_available() else "")';
/** Importing torch alone can take long from a cold disk. */
const patienceMilliseconds = 60_000;

/** The CUDA GPU that an interpreter's torch sees, by name; undefined when it sees none or has no torch. */
export async function cudaDevice(
  python: string,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const timeout = AbortSignal.timeout(patienceMilliseconds);
  try {
    const { exit, stdout } = await runProcess(python, ['-c', question], {
      // Python looks for modules in the folder it starts in: let that be one nobody can plant any in.
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
