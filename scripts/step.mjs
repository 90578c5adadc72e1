/** An error whose message is all that the user needs: printed without a stack. */
export class SetupError extends Error {
  name = 'SetupError';
}

/**
 * Prints a title, progress and the elapsed time. On a terminal the latest line of progress replaces
 * the previous one; elsewhere one is printed every ten seconds.
 *
 * @template T
 * @param {string} title
 * @param {(progress: (line: string) => void) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(title, work) {
  const start = Date.now();
  const live = process.stdout.isTTY === true;
  let lastPrinted = start;
  const progress = (line) => {
    const text = line.trim();
    if (text === '') return;
    if (live) {
      process.stdout.write(`\r\u001b[K… ${title}: ${text}`.slice(0, process.stdout.columns));
    } else if (Date.now() - lastPrinted > 10_000) {
      lastPrinted = Date.now();
      console.log(`  ${text.slice(0, 160)}`);
    }
  };
  console.log(`… ${title}`);
  try {
    return await work(progress);
  } finally {
    if (live) process.stdout.write('\r\u001b[K');
    console.log(`  ${((Date.now() - start) / 1000).toFixed(1)} s`);
  }
}

/** Runs a script's main function; prints a SetupError's message and exits with 1. */
export async function main(work) {
  try {
    process.exitCode = (await work()) ?? 0;
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    console.error(`\n${error.message}`);
    process.exitCode = 1;
  }
}
