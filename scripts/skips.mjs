/**
 * @typedef {{name: string, reason: string}} Skip
 * @typedef {{passed: number, failed: number, skips: readonly Skip[]}} Counts
 */

/** Reasons that hold on every CI runner: these tests need data or hardware that it does not have. */
const expected = [/CRICKET_LORA_TABLES/, /CUDA/];

/** @param {Skip} skip */
export const isExpected = ({ reason }) => expected.some((pattern) => pattern.test(reason));

/**
 * Skipped tests by reason, a line each.
 *
 * @param {readonly Skip[]} skips
 * @returns {string[]}
 */
export function describeSkips(skips) {
  const byReason = new Map();
  for (const { name, reason } of skips) {
    byReason.set(reason, [...(byReason.get(reason) ?? []), name]);
  }
  return [...byReason].map(
    ([reason, names]) => `﹣ ${reason}: ${names.length === 1 ? names[0] : `${names.length} tests`}`,
  );
}
