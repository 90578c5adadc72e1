import type { PageState } from '../../src/core/pages/evaluationMessages.ts';
import {
  sortColumns,
  emptyQuery,
  type Query,
  type SortColumn,
} from '../../src/core/evaluation/query.ts';
import { automaticColumns, type ColumnChoice } from '../grid/gridColumns.ts';
import type { Host } from '../common/connectHost.ts';

/** A page's state, preserved while hidden and across reloads. */
export interface ViewState {
  readonly query: Query;
  /** First visible row. */
  readonly topRow: number;
  readonly activeRow: number;
  readonly isDetailed: boolean;
  readonly columns: ColumnChoice<SortColumn>;
}

const freshState: ViewState = {
  query: emptyQuery,
  topRow: 0,
  activeRow: 0,
  isDetailed: false,
  columns: automaticColumns,
};

/** Whether nothing has been chosen yet. */
export const isFresh = (state: ViewState): boolean => state === freshState;

const key = 'view';

/** The saved state; a fresh one if there is none or its shape is outdated. */
export function restoreState(host: Host): ViewState {
  const kept = (host.getState() as Record<string, unknown> | undefined)?.[key];
  return isViewState(kept) ? kept : freshState;
}

export function saveState(host: Host, state: ViewState): void {
  host.setState({ ...keptBy(host), [key]: state });
}

/** Saves the view, and what the host needs to find the run again. */
export function savePageState(host: Host, { runFolder, comparedWith }: PageState): void {
  host.setState({ ...keptBy(host), runFolder, comparedWith });
}

const keptBy = (host: Host): object => {
  const kept = host.getState();
  return typeof kept === 'object' && kept !== null ? kept : {};
};

function isViewState(kept: unknown): kept is ViewState {
  const state = kept as Partial<ViewState> | undefined;
  const query = state?.query as Partial<Query> | undefined;
  return (
    typeof state?.topRow === 'number' &&
    typeof state.activeRow === 'number' &&
    typeof state.isDetailed === 'boolean' &&
    isColumnChoice(state.columns) &&
    ['all', 'failures', 'passes'].includes(query?.marks ?? '') &&
    [query?.verdicts, query?.reasons, query?.statistics, query?.splits, query?.changes].every(
      Array.isArray,
    ) &&
    typeof query?.search?.text === 'string' &&
    (query.sort === undefined || sortColumns.includes(query.sort.column))
  );
}

function isColumnChoice(kept: unknown): kept is ColumnChoice<SortColumn> {
  const { shown, widths } = (kept ?? {}) as Partial<ColumnChoice<SortColumn>>;
  const areColumns = shown === null || shown?.every((column) => sortColumns.includes(column));
  return areColumns === true && typeof widths === 'object';
}
