/**
 * Whether a name holds a value as words of its own; figures of three digits happen to be in names, and
 * of two sides that met each may be the answer.
 */
export function isSaid(entity: string, value: string): boolean {
  if (value.length < 2 || value.length > entity.length || !entity.includes(value)) return false;
  if (value.length < 4 && !/\p{L}/u.test(value)) return false;
  if (entity.includes(`${value} v `) || entity.includes(` v ${value}`)) return false;
  const at = entity.indexOf(value);
  const isWordAt = (index: number): boolean => /[\p{L}\p{N}]/u.test(entity[index] ?? ' ');
  return !isWordAt(at - 1) && !isWordAt(at + value.length);
}
