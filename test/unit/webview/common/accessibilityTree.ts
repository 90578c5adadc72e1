import type { Page } from 'playwright-core';

/** A node of Chromium's own accessibility tree: what it hands to a screen reader. */
export interface Heard {
  readonly role: string;
  readonly name: string;
  /** Such as `focused`, `pressed`, `sort`, `rowindex`. */
  readonly properties: Readonly<Record<string, unknown>>;
}

interface Value {
  readonly value?: unknown;
}
interface Node {
  readonly ignored: boolean;
  readonly role?: { readonly value?: string };
  readonly name?: { readonly value?: string };
  readonly properties?: readonly { readonly name: string; readonly value: Value }[];
}

/** All that is not ignored, in the order in which it is read. */
export async function accessibilityTree(page: Page): Promise<Heard[]> {
  const session = await page.context().newCDPSession(page);
  try {
    const { nodes } = (await session.send('Accessibility.getFullAXTree')) as unknown as {
      readonly nodes: readonly Node[];
    };
    return nodes
      .filter(({ ignored }) => !ignored)
      .map(({ role, name, properties = [] }) => ({
        role: role?.value ?? '',
        name: name?.value ?? '',
        properties: Object.fromEntries(properties.map((one) => [one.name, one.value.value])),
      }));
  } finally {
    await session.detach();
  }
}

/** What a screen reader says of where the focus is. */
export async function heardAtFocus(page: Page): Promise<Heard | undefined> {
  const heard = await accessibilityTree(page);
  // The document is focused as well while something in it is.
  return heard.findLast(
    ({ role, properties }) => properties.focused === true && role !== 'RootWebArea',
  );
}
