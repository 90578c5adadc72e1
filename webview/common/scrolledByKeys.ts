/**
 * Lets the keyboard scroll an element while some of it is out of sight; otherwise it takes no focus.
 *
 * @param label what is in it, for those who hear it
 */
export function scrolledByKeys(place: HTMLElement, label: string): void {
  const attributes = { tabindex: '0', role: 'region', 'aria-label': label };
  const sizes = new ResizeObserver(() => {
    const { scrollWidth, clientWidth, scrollHeight, clientHeight } = place;
    const scrolls = scrollWidth > clientWidth || scrollHeight > clientHeight;
    for (const [name, value] of Object.entries(attributes))
      if (scrolls) place.setAttribute(name, value);
      else place.removeAttribute(name);
  });
  const observe = (): void => {
    sizes.disconnect();
    for (const one of [place, ...place.children]) sizes.observe(one);
  };
  new MutationObserver(observe).observe(place, { childList: true });
  observe();
}
