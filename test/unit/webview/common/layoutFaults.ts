import type { Page } from 'playwright-core';

/**
 * What of a page cannot be read or reached where it stands: a page wider than its pane, text that is cut off
 * and not said whole by a title, and text or controls that lie off the page or under something else.
 */
export function layoutFaults(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    /** In the composed tree: a shadow root's element is its host. */
    const parentOf = (element: Element): Element | null => {
      if (element.assignedSlot !== null) return element.assignedSlot;
      if (element.parentElement !== null) return element.parentElement;
      const root = element.getRootNode();
      return root instanceof ShadowRoot ? root.host : null;
    };
    const ancestors = (element: Element): Element[] => {
      const found: Element[] = [];
      for (let at = parentOf(element); at !== null; at = parentOf(at)) found.push(at);
      return found;
    };
    const all = (root: ParentNode): Element[] =>
      [...root.querySelectorAll('*')].flatMap((one) =>
        one.shadowRoot === null ? [one] : [one, ...all(one.shadowRoot)],
      );
    const isSaid = (elements: readonly Element[]): boolean =>
      elements.some((one) => (one.getAttribute('title') ?? '') !== '');
    /** Opened over the page on purpose, or read by screen readers alone. */
    const over = '.popup, .more-list.open, .drawer, .listbox, .u-legend';
    const nameOf = (element: Element): string => {
      const named = [element, ...ancestors(element)].find((one) => one.className !== '' || one.id);
      return `${element.tagName.toLowerCase()} in ${named?.tagName.toLowerCase() ?? ''}.${String(named?.getAttribute('class') ?? '')}`;
    };
    const found = new Set<string>();
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth > clientWidth) found.add(`the page is ${scrollWidth - clientWidth} px too wide`);
    let texts = 0;
    for (const element of all(document.body)) {
      const text = [...element.childNodes]
        .filter((node) => node.nodeType === Node.TEXT_NODE)
        .map((node) => node.textContent ?? '')
        .join('')
        .trim();
      if (text === '' || !element.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
        continue;
      if (element.closest('[aria-hidden=true], script, style, option, vscode-option')) continue;
      texts++;
      const around = ancestors(element);
      const range = document.createRange();
      range.selectNodeContents(element);
      const seen = range.getBoundingClientRect();
      if (seen.width < 2 || seen.height < 2) continue;
      const where = `“${text.slice(0, 40)}” (${nameOf(element)})`;
      let { left, right, top, bottom } = seen;
      let scrolls = { x: false, y: false };
      const isFixed = false;
      for (const one of [element, ...around]) {
        const { overflowX, overflowY, display } = getComputedStyle(one);
        if (display === 'inline' || display === 'contents' || isFixed) continue;
        if (one === document.body || one === document.documentElement) continue;
        const box = one.getBoundingClientRect();
        if (['auto', 'scroll'].includes(overflowX)) scrolls = { ...scrolls, x: true };
        else if (overflowX !== 'visible' && !scrolls.x) {
          if (left < box.left - 1 || right > box.right + 1) {
            if (!isSaid([element, ...around])) found.add(`cut off: ${where}`);
            left = Math.max(left, box.left);
            right = Math.min(right, box.right);
          }
        }
        if (['auto', 'scroll'].includes(overflowY)) scrolls = { ...scrolls, y: true };
        else if (overflowY !== 'visible' && !scrolls.y) {
          if (top < box.top - 2 || bottom > box.bottom + 2) {
            if (!isSaid([element, ...around])) found.add(`cut off below: ${where}`);
          }
        }
      }
      if (!scrolls.x && (left < -1 || right > clientWidth + 1)) found.add(`off the page: ${where}`);
      // What is scrolled away is not looked for.
      const x = (Math.max(left, 0) + Math.min(right, clientWidth)) / 2;
      const y = (top + Math.min(bottom, innerHeight)) / 2;
      if (top < 0 || bottom > innerHeight || scrolls.x || right <= left) continue;
      if (scrolls.y && element.closest('.row, .header')) continue;
      let hit = document.elementFromPoint(x, y);
      while (hit?.shadowRoot) {
        const inner = hit.shadowRoot.elementFromPoint(x, y);
        if (inner === null || inner === hit) break;
        hit = inner;
      }
      if (hit === null || hit === element) continue;
      const chain = [hit, ...ancestors(hit)];
      const isOwn = chain.includes(element) || around.includes(hit);
      if (isOwn || chain.some((one) => one.matches(over))) continue;
      found.add(`under ${nameOf(hit)}: ${where}`);
    }
    if (texts < 2) found.add(`only ${texts} texts`);
    return [...found];
  });
}
