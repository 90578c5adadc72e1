import { spawnSync } from 'node:child_process';

/**
 * MiB in use on each GPU of this machine, in the driver's order; none where there is no driver.
 *
 * @returns {number[]}
 */
export function memoryOfGpus() {
  const { status, stdout } = spawnSync(
    'nvidia-smi',
    ['--query-gpu=memory.used', '--format=csv,noheader,nounits'],
    { encoding: 'utf8' },
  );
  return status === 0 ? stdout.trim().split('\n').map(Number) : [];
}
