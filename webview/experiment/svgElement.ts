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

/** As many colours tell levels apart, by the style sheet. */
const colours = 6;

export const levelClass = (level: number): string => `level-${level % colours}`;
