import {
  provideVSCodeDesignSystem,
  vsCodeDataGrid,
  vsCodeDataGridCell,
  vsCodeDataGridRow,
} from '@vscode/webview-ui-toolkit';
import { sampleRows } from './sampleRows.ts';

/** The toolkit's own grid over the same rows. */
provideVSCodeDesignSystem().register(vsCodeDataGrid(), vsCodeDataGridRow(), vsCodeDataGridCell());
const grid = document.createElement('vscode-data-grid') as HTMLElement & { rowsData: object[] };
grid.rowsData = sampleRows(Number(new URLSearchParams(location.search).get('questions')));
const scroller = document.createElement('div');
scroller.className = 'scroller';
scroller.append(grid);
document.body.append(scroller);
