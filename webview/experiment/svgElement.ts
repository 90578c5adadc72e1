type Attributes = Readonly<Record<string, string | number>>;

/** Like `elementWith`, for drawings. */
export function svgElement(
  tag: string,
  attributes: Attributes,
  ...children: readonly (Node | string)[]
): SVGElement {
  const made = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  made.append(...children);
  return made;
}

/** Colours of the theme that tell levels apart, in this order. Its orange is translucent, or missing. */
const colours = ['blue', 'yellow', 'green', 'purple', 'red', 'foreground'];

export const colourOf = (level: number): string =>
  `color-mix(in srgb, var(--vscode-charts-${colours[level % colours.length] ?? 'blue'}) 70%, var(--vscode-foreground))`;
