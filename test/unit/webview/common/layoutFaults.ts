import type { Page } from 'playwright-core';

export const layoutFaults = (page: Page): Promise<string[]> => page.evaluate(layoutFaultsHere);

/**
 * What of a page cannot be read or reached where it stands: a page wider than its pane, text that is cut off
 * and not said whole by a title, and text that lies off the page or under something else.
 * Runs in the page.
 */
export function layoutFaultsHere(): string[] {
  /** In the composed tree, in which the parent of a shadow root is its host. */
  const parentOf = (element: Element): Element | null => {
    const root = element.getRootNode();
    const host = root instanceof ShadowRoot ? root.host : null;
    return element.assignedSlot ?? element.parentElement ?? host;
  };
  const ancestors = (element: Element): Element[] => {
    const parent = parentOf(element);
    return parent === null ? [] : [parent, ...ancestors(parent)];
  };
  const all = (root: ParentNode): Element[] =>
    [...root.querySelectorAll('*')].flatMap((one) =>
      one.shadowRoot === null ? [one] : [one, ...all(one.shadowRoot)],
    );
  const isOf = (node: Node): boolean =>
    node.nodeType === Node.TEXT_NODE && (node.textContent ?? '').trim() !== '';
  /** Opened over the page on purpose. */
  const opened = '.popup, .more-list.open, .drawer';
  const said = (element: Element): string =>
    `“${element.textContent.trim().slice(0, 40)}” in ${parentOf(element)?.tagName.toLowerCase() ?? ''}.${parentOf(element)?.className ?? ''}`;
  /** A shadow root without anything there answers with its host. */
  const hitAt = (x: number, y: number): Element | null => {
    let hit = document.elementFromPoint(x, y);
    for (let inner = hit; inner !== null;) {
      hit = inner;
      const within: Element | null = inner.shadowRoot?.elementFromPoint(x, y) ?? null;
      inner = within === inner ? null : within;
    }
    return hit;
  };

  const found = new Set<string>();
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth > clientWidth) found.add(`the page is ${scrollWidth - clientWidth} px too wide`);
  let texts = 0;
  for (const element of all(document.body)) {
    if (![...element.childNodes].some(isOf)) continue;
    if (element.closest('[aria-hidden=true], script, style, vscode-option') !== null) continue;
    const around = ancestors(element);
    // A slot with a text of its own has no box: what is around it has.
    const isBoxless = getComputedStyle(element).display === 'contents';
    if (!(isBoxless ? around[0] : element)?.checkVisibility({ visibilityProperty: true })) continue;
    const range = document.createRange();
    range.selectNodeContents(element);
    let { left, right } = range.getBoundingClientRect();
    const { top, bottom, width, height } = range.getBoundingClientRect();
    if (width < 2 || height < 2) continue;
    texts++;
    const isSaid = [element, ...around].some((one) => (one.getAttribute('title') ?? '') !== '');
    let [scrollsX, scrollsY] = [false, false];
    for (const one of [element, ...around]) {
      if (one === document.body) break;
      const { overflowX, overflowY, display } = getComputedStyle(one);
      if (['inline', 'contents'].includes(display)) continue;
      const box = one.getBoundingClientRect();
      scrollsX ||= overflowX === 'auto' && one.scrollWidth > one.clientWidth;
      scrollsY ||= overflowY === 'auto' && one.scrollHeight > one.clientHeight;
      const isCutX = overflowX !== 'visible' && (left < box.left - 1 || right > box.right + 1);
      const isCutY = overflowY !== 'visible' && (top < box.top - 2 || bottom > box.bottom + 2);
      if (!isSaid && ((isCutX && !scrollsX) || (isCutY && !scrollsY)))
        found.add(`cut off: ${said(element)}`);
      if (isCutX) [left, right] = [Math.max(left, box.left), Math.min(right, box.right)];
    }
    if (!scrollsX && (left < -1 || right > clientWidth + 1)) found.add(`off: ${said(element)}`);
    // What can be scrolled into sight may be under something until then.
    if (scrollsX || scrollsY || top < 0 || bottom > innerHeight || right <= left) continue;
    const hit = hitAt((left + right) / 2, (top + bottom) / 2);
    if (hit === null || around.includes(hit)) continue;
    const chain = [hit, ...ancestors(hit)];
    if (!chain.includes(element) && !chain.some((one) => one.matches(opened)))
      found.add(`under ${hit.tagName.toLowerCase()}.${hit.className}: ${said(element)}`);
  }
  if (texts < 2) found.add(`only ${texts} texts`);
  return [...found];
}
