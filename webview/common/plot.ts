/** A colour of the theme, as `charts-blue`; empty where it has none. */
export const themeColour = (name: string): string =>
  getComputedStyle(document.documentElement).getPropertyValue(`--vscode-${name}`).trim();

/** The colour of a plot's text, and an axis in it with a faint grid. */
export function plotStyle() {
  const ink = themeColour('foreground') || 'gray';
  const faint = `color-mix(in srgb, ${ink} 14%, transparent)`;
  const lines = { stroke: faint, width: 1 };
  return { ink, axis: { stroke: ink, grid: lines, ticks: lines } };
}

/** Tells when a plot's place has another width, and when a canvas, which takes its colours once, has to be made anew. */
export function watchPlot(
  place: HTMLElement,
  { onResize, onTheme }: { readonly onResize: () => void; readonly onTheme: () => void },
): void {
  new ResizeObserver(onResize).observe(place);
  new MutationObserver(onTheme).observe(document.documentElement, {
    attributes: true,
    attributeFilter: ['style', 'class'],
  });
}
