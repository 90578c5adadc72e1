import { say } from '../common/sentence.ts';
import { isObject } from '../common/isObject.ts';
import { localTargetName, wrongEntry } from './targetSetting.ts';

/** A Ray cluster, as configured: what an experiment's runs may be given to. */
export interface RaySetting {
  /** Name in cricketLora.targets. */
  readonly name: string;
  /** `ray://HOST:PORT`, of the head's Ray Client server. */
  readonly address: string;
  /** An interpreter of this machine that has the cluster's own version of Ray; empty for the usual one. */
  readonly python: string;
  /** Runs that the cluster is given at once; undefined for as many as it has GPUs. */
  readonly runsAtOnce: number | undefined;
}

/**
 * The Ray cluster of a name; undefined for what is none.
 *
 * @throws UserError for an invalid entry of a cluster
 */
export function rayOf(name: string, targets: unknown): RaySetting | undefined {
  if (!isObject(targets) || !Object.hasOwn(targets, name)) return undefined;
  const entry = targets[name];
  if (!isObject(entry) || !Object.hasOwn(entry, 'ray')) return undefined;
  const { ray, python = '', runsAtOnce, ...others } = entry;
  if (name === localTargetName)
    throw wrongEntry(name, say('is this machine, and cannot be a cluster'));
  const isAddress = typeof ray === 'string' && /^ray:\/\/[\w.[\]:-]{1,255}:\d{1,5}$/.test(ray);
  if (!isAddress) throw wrongEntry(name, say('“ray” must be an address like ray://head:10001'));
  if (typeof python !== 'string' || /[\0\r\n]/.test(python)) {
    throw wrongEntry(name, say('“python” must be the path of an interpreter'));
  }
  const isCount = Number.isInteger(runsAtOnce) && Number(runsAtOnce) >= 1;
  if (runsAtOnce !== undefined && (!isCount || Number(runsAtOnce) > 1000)) {
    throw wrongEntry(name, say('“runsAtOnce” must be a whole number from 1 to 1000'));
  }
  const [other] = Object.keys(others);
  if (other !== undefined)
    throw wrongEntry(name, say('names a Ray cluster, which takes no “{0}”', other));
  return { name, address: ray, python, runsAtOnce: runsAtOnce as number | undefined };
}
