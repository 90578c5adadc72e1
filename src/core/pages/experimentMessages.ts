import type { Text } from '../common/sentence.ts';
import type { GridShape } from '../experiment/experiment.ts';
import type { RecallCurve } from '../experiment/childSummary.ts';
import type { MetricName } from '../experiment/metrics.ts';
import type { RunState } from '../run/runState.ts';

/** A run as an experiment's page draws it. */
export interface ExperimentRun {
  /** Key of its point. */
  readonly point: string;
  readonly id: string;
  readonly runFolder: string;
  readonly status: RunState['status'];
  /** What it was measured by, once it has finished. */
  readonly values: Readonly<Partial<Record<MetricName, number>>>;
  readonly curve: RecallCurve;
}

/** An experiment as its page draws it: rebuilt from the folders of its runs, so the same after a reload. */
export interface ExperimentPicture {
  readonly folder: string;
  readonly title: string;
  readonly about: readonly Text[];
  readonly grid: GridShape;
  readonly runs: readonly ExperimentRun[];
  readonly metrics: readonly MetricName[];
  readonly seeds: number;
  readonly state:
    'not run yet' | 'running' | 'done' | 'paused' | 'cancelled' | 'stopped' | 'interrupted';
  readonly problems: readonly string[];
}

/** A conclusion for one metric. */
export interface ExperimentConclusion {
  readonly effects: readonly ConcludedEffect[];
  readonly interactions: readonly ConcludedEffect[];
  readonly method: Text;
}
export interface ConcludedEffect {
  readonly change: Text;
  readonly difference: Text;
  readonly interval: string;
  /** Whether the interval tells its sign. */
  readonly isClear: boolean;
  readonly runs: number;
  readonly planned: number;
}

export const experimentFiles = ['Markdown', 'CSV', 'SVG', 'PNG'] as const;
export type ExperimentFile = (typeof experimentFiles)[number];

/** Requests of an experiment's page. */
export interface ExperimentRequests {
  readonly open: { readonly parameters: null; readonly answer: ExperimentPicture };
  readonly conclude: {
    readonly parameters: { readonly metric: MetricName };
    readonly answer: ExperimentConclusion;
  };
  readonly control: {
    readonly parameters: { readonly what: 'run' | 'pause' | 'cancel' };
    readonly answer: null;
  };
  readonly showRun: { readonly parameters: { readonly runFolder: string }; readonly answer: null };
  /** Shows how every question changed from one run to another. */
  readonly compare: {
    readonly parameters: { readonly runFolder: string; readonly earlier: string };
    readonly answer: null;
  };
  /** Keeps it in a file that the user chooses: as drawn by the page, `png` in base64. */
  readonly save: {
    readonly parameters: {
      readonly as: ExperimentFile;
      readonly svg?: string;
      readonly png?: string;
    };
    readonly answer: null;
  };
}
