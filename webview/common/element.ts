type Child = Node | string;

/**
 * Creates an element with a class and children. Strings become text nodes: nothing from a table or
 * a model is ever parsed as HTML.
 */
export function element(tag: string, className: string, ...children: Child[]): HTMLElement {
  const made = document.createElement(tag);
  if (className !== '') made.className = className;
  made.append(...children);
  return made;
}

/** Like `element`, with ARIA and other attributes. */
export function elementWith(
  tag: string,
  attributes: Readonly<Record<string, string>>,
  ...children: Child[]
): HTMLElement {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** Writes a text only where it differs: what stays the same is neither laid out nor read aloud again. */
export function setText(of: Element, text: string): void {
  if (of.textContent !== text) of.textContent = text;
}
