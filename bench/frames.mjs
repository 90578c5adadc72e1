/* global performance, requestAnimationFrame -- in the page */

/** Counts a page's frames from now on. */
export function watchFrames(page) {
  return page.evaluate(() => {
    globalThis.frames = [];
    let last = performance.now();
    const next = (now) => {
      globalThis.frames.push(now - last);
      last = now;
      requestAnimationFrame(next);
    };
    requestAnimationFrame(next);
  });
}

/**
 * Of the frames since `watchFrames`, but for the first five: a second, and in milliseconds their 95th percentile
 * and the longest.
 *
 * @returns {Promise<{count: number, rate: number, frame: number, longest: number}>}
 */
export async function framesOf(page) {
  const frames = (await page.evaluate(() => globalThis.frames)).slice(5).sort((a, b) => a - b);
  return {
    count: frames.length,
    rate: (1000 * frames.length) / frames.reduce((sum, one) => sum + one, 0),
    frame: frames[Math.floor(frames.length * 0.95)] ?? 0,
    longest: frames.at(-1) ?? 0,
  };
}
