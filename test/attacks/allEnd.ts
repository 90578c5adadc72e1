import assert from 'node:assert/strict';
import { UserError } from '../../src/core/common/userError.ts';

/** Each has to end, with a result, a message for people or what the system says; with nothing else. */
export async function allEnd(looks: readonly (() => unknown)[]): Promise<void> {
  for (const look of looks) {
    try {
      await look();
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      assert.ok(
        error instanceof UserError || code !== undefined,
        error instanceof Error ? error.stack : '',
      );
    }
  }
}
