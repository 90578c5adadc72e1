import type { Page } from 'playwright-core';

/** A node of Chromium's accessibility tree, which screen readers read. */
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

/** All nodes that are not ignored, in reading order. */
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

/** What a screen reader announces for the focused node. */
export async function heardAtFocus(page: Page): Promise<Heard | undefined> {
  const heard = await accessibilityTree(page);
  // The document is focused as well while something in it is.
  return heard.findLast(
    ({ role, properties }) => properties.focused === true && role !== 'RootWebArea',
  );
}
