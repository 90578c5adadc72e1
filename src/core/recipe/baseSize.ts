/** Parameters by a base's name: `Qwen/Qwen2.5-1.5B-Instruct` says 1.5e9. Undefined when it says nothing. */
export function parametersByName(base: string): number | undefined {
  const [, number, unit] = /(?:^|[-_/])(\d+(?:\.\d+)?)([BM])(?![a-z])/i.exec(base) ?? [];
  if (number === undefined) return undefined;
  return Number(number) * (unit?.toUpperCase() === 'M' ? 1e6 : 1e9);
}

/**
 * Parameters below which learning what a table does not know costs too much of what it does: Qwen2.5 at
 * 0.5 B loses none of its held-out phrasings, SmolLM2 at 135 M one in seven. The trainer's
 * `resolve_auto.py` says the same of rehearsal.
 */
const fewestParameters = 0.3e9;

/** Below so many, more of what a base knew moves with the table, and more is rehearsed. */
const fewParameters = 1e9;

/** Share of a step's rows that `auto` rehearses, as the trainer's `resolve_auto.py` says. */
export function automaticRehearsal(parameters: number): number {
  if (isSmall(parameters)) return 0;
  return parameters < fewParameters ? 0.35 : 0.2;
}

/** The highest learning rate that `auto` takes where something is rehearsed, as `resolve_auto.py` says. */
export const rehearsedRate = 1e-4;

/** Whether `auto` leaves a base of so many without rehearsal and without the split `unknown`. */
export const isSmall = (parameters: number): boolean => parameters < fewestParameters;
