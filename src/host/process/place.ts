import { execFileSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { safeFolder } from './safeFolder.ts';

/**
 * Where a pid means something: the machine's name, its boot, and the namespace that numbers its processes.
 * trainer/cricket_lora/protocol/place.py makes the same of it. A run's folder may be seen from several
 * (a container, a shared disk), and only from the same one is a pid that is not there a dead trainer.
 */
export const placeHere = (): string => (known ??= `${hostname()} ${bootAndNamespace()}`);

let known: string | undefined;

function bootAndNamespace(): string {
  try {
    if (process.platform === 'linux') {
      const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
      return `${boot} ${readlinkSync('/proc/self/ns/pid')}`;
    }
    if (process.platform === 'darwin') {
      const options = { encoding: 'utf8', cwd: safeFolder() } as const;
      return execFileSync('sysctl', ['-n', 'kern.bootsessionuuid'], options).trim();
    }
  } catch {
    // A system that does not tell: its name has to do.
  }
  return '';
}

/** Files of earlier versions name no place: they were only ever judged from where they lie. */
export const isHere = ({ place }: { readonly place?: string | undefined }): boolean =>
  place === undefined || place === placeHere();

/** The same machine, perhaps before it was started anew. */
export const isThisMachine = ({ place }: { readonly place?: string | undefined }): boolean =>
  place === undefined || place.split(' ')[0] === placeHere().split(' ')[0];
