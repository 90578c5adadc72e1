import '@vscode-elements/elements/dist/vscode-table/index.js';
import '@vscode-elements/elements/dist/vscode-table-header/index.js';
import '@vscode-elements/elements/dist/vscode-table-header-cell/index.js';
import '@vscode-elements/elements/dist/vscode-table-body/index.js';
import '@vscode-elements/elements/dist/vscode-table-row/index.js';
import '@vscode-elements/elements/dist/vscode-table-cell/index.js';
import { sampleRows } from './sampleRows.ts';

/** The elements' table over the same rows. */
const rows = sampleRows(Number(new URLSearchParams(location.search).get('questions')));
const make = (tag: string, ...children: (Node | string)[]): HTMLElement => {
  const element = document.createElement(tag);
  element.append(...children);
  return element;
};
const header = make(
  'vscode-table-header',
  ...Object.keys(rows[0] ?? {}).map((name) => make('vscode-table-header-cell', name)),
);
header.slot = 'header';
const body = make(
  'vscode-table-body',
  ...rows.map((row) =>
    make(
      'vscode-table-row',
      ...Object.values(row).map((text) => make('vscode-table-cell', String(text))),
    ),
  ),
);
body.slot = 'body';
const scroller = make('div', make('vscode-table', header, body));
scroller.className = 'scroller';
document.body.append(scroller);
