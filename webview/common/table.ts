import { element, elementWith } from './element.ts';

interface TableParts {
  readonly name: string;
  readonly caption: string;
  /** Of the columns, in one row. */
  readonly head: readonly HTMLElement[];
  readonly rows: readonly HTMLElement[];
}

/** A table with its caption; `name` is its class. */
export const captionedTable = ({ name, caption, head, rows }: TableParts): HTMLElement =>
  element(
    'table',
    name,
    element('caption', '', caption),
    element('thead', '', element('tr', '', ...head)),
    element('tbody', '', ...rows),
  );

export const columnHead = (...children: (Node | string)[]): HTMLElement =>
  elementWith('th', { scope: 'col' }, ...children);

export const rowHead = (text: string): HTMLElement => elementWith('th', { scope: 'row' }, text);
