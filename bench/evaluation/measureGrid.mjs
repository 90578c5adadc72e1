/* global document, MutationObserver, performance, requestAnimationFrame -- in the page */
import { framesOf, watchFrames } from '../frames.mjs';

/** Opens a page, its drawer, and scrolls it: how long each took, and how smoothly it went. */
export async function measureGrid(browser, url, { page: name, query, scroller, row }) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  const session = await page.context().newCDPSession(page);
  // Its own time, whatever else the machine does.
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const mainThread = async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return 1000 * metrics.find(({ name }) => name === 'TaskDuration').value;
  };
  try {
    // A million rows are invented in the page first, and a machine may be busy.
    await page.goto(`${url}/?entry=${name}&${query}`, { timeout: 120_000 });
    await page.locator(row).first().waitFor({ state: 'attached', timeout: 120_000 });
    // Rows of a million are invented in the page first; only drawing counts.
    const drawn = await page.evaluate(() => performance.now() - (globalThis.invented ?? 0));
    const drawer = scroller === '.grid' ? await measureDrawer(page) : undefined;
    const chosen = name === 'runs' ? await measureChoice(page) : {};
    await page.mouse.move(640, 600);
    await watchFrames(page);
    const before = await mainThread();
    const end = Date.now() + 3000;
    while (Date.now() < end) await page.mouse.wheel(0, 400);
    const busy = (await mainThread()) - before;
    const { frame, count, rate } = await framesOf(page);
    const { nodes, moved } = await page.evaluate((selector) => {
      const moved = [...document.querySelectorAll(selector)].some(({ scrollTop }) => scrollTop > 0);
      const nodesIn = (place) =>
        [...place.querySelectorAll('*')].reduce(
          (sum, one) => sum + 1 + (one.shadowRoot ? nodesIn(one.shadowRoot) : 0),
          0,
        );
      return { nodes: nodesIn(document), moved };
    }, scroller);
    if (!moved) throw new Error(`${name} was not scrolled.`);
    return { drawn, frame, rate, busy: busy / count, nodes, drawer, ...chosen };
  } finally {
    await page.close();
  }
}

/** From a click on a row until its drawer is on the screen: twice twenty rows, the first opens it. */
function measureDrawer(page) {
  return page.evaluate(async () => {
    const drawer = document.querySelector('.drawer');
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    const times = [];
    for (let at = 0; at < 40; at++) {
      const cells = document.querySelectorAll('.row:not(.group) .cell.golden:not(:empty)');
      const changed = new Promise((resolve) => {
        const observer = new MutationObserver(() => {
          // Open and whole: what the host knows of the row has come, too.
          if (drawer.hidden || drawer.ariaBusy === 'true') return;
          observer.disconnect();
          resolve();
        });
        observer.observe(drawer, { childList: true, subtree: true, attributes: true });
      });
      const began = performance.now();
      cells[at % Math.min(20, cells.length)].click();
      await changed;
      // Drawn in the next frame, and on the screen at the beginning of the one after it.
      await frame();
      await frame();
      times.push(performance.now() - began);
      if (at % 2 === 1) drawer.querySelector('.drawer-head vscode-button').click();
      await frame();
    }
    return times.sort((a, b) => a - b)[Math.floor(times.length * 0.95)];
  });
}

/** Of the table of runs, from a click to the frame after it: of a box, and of each header. */
function measureChoice(page) {
  return page.evaluate(async () => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    const time = async (count, controlAt) => {
      const times = [];
      for (let at = 0; at < count; at++) {
        await frame();
        const began = performance.now();
        controlAt(at).click();
        await frame();
        await frame();
        times.push(performance.now() - began);
        // What was chosen is asked for and drawn after that.
        await frame();
        await frame();
      }
      return times.sort((a, b) => a - b)[Math.floor(times.length * 0.95)];
    };
    const boxes = () => document.querySelectorAll('tbody input');
    const headers = document.querySelectorAll('thead button');
    const tick = await time(40, (at) => boxes()[at % 8]);
    return { tick, sort: await time(40, (at) => headers[at % headers.length]) };
  });
}
