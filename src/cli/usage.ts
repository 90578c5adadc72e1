import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { UserError } from '../core/common/userError.ts';
import { datasetArguments, datasetUsage } from './datasetArguments.ts';

export const usage = `cricket-lora: which facts of a table can a small model be made to recall?

  demo [--table FILE]       table → questions → training → answers → totals, on the embedded base
  questions TABLE           questions of a table, in NAME.dataset beside it
  preview TABLE             how a table is understood, and some questions; writes nothing
  lint FILE                 what is amiss with a questions.jsonl
  import FILE.zip           what a notebook has trained, as a run of this machine
  notebook QUESTIONS        a notebook that trains on them in Colab, Kaggle or any Jupyter; beside the dataset, or --to
  import FILE               existing questions and answers in JSONL or JSON, into NAME.dataset beside them
  export QUESTIONS          a questions.jsonl for other trainers, in export/FORM beside it
  export RUN                the model to take away, asked every question again, with a model card
  lookup QUESTIONS          the same questions, each with the row of the table that BM25 finds for it: what a base
                            answers that looks up; in NAME-lookup.dataset beside them
  train QUESTIONS           train on a questions.jsonl, then ask every question
  preflight QUESTIONS       what training on it would take here, by three measured steps
  focus RUN                 the next dataset after a run: more phrasings for what it failed, or the same more
                            often; training on it goes on from the run's adapter
  evaluate RUN              totals and some rows of a run that has finished
  cancel RUN                end a run, or every run of an experiment
  runs                      the runs there are, the newest first
  new-experiment TEMPLATE FILE
                            an experiment.json on a table or a questions.jsonl: Capacity, Phrasings, Repetition,
                            Learning rate, Table size, Precision or Bases; to be edited before it is run
  experiment FILE           run an experiment, or go on with it, and end with its matrix and its conclusion
  pause FILE                let the runs of an experiment end, and begin no more
  report FILE               the matrix and the conclusion so far
  experiments               the experiments there are
  export-events RUN         a run, or those of an experiment, for TensorBoard, MLflow, Weights & Biases, Trackio
                            or Inspect

  --preset NAME             recall (default), dense or baseline
  --set NAME=VALUE          a hyperparameter other than the preset's; may be repeated
  --base BASE               embedded, a folder, or a hub id
  --python FILE             interpreter that has what the trainer needs
  --targets FILE            JSON with targets by name, as the setting cricketLora.targets: hosts and Ray clusters for
                            experiments, and under local how many GPUs train a run together (gpusPerRun)
  --boards LIST             of train, demo and experiment: take the run, wherever it is trained, to them while it
                            goes on, with commas between: tensorboard, mlflow, wandb, trackio; in .cricket-lora,
                            and W&B offline, unless your own WANDB_MODE, WANDB_DIR, TRACKIO_DIR or
                            MLFLOW_TRACKING_URI says otherwise
  --runs-folder FOLDER      where runs lie (.cricket-lora/runs)
  --as FORM                 of an export of questions: messages (default), alpaca or sharegpt; of a run, with
                            commas between: merged (default), fp32, fp16, int8, int4, base, gguf-f16, gguf-q8_0,
                            gguf-q4_k_m; of export-events: tensorboard, mlflow, wandb, trackio or inspect
  --to FOLDER               of an export or a look-up: where to
  --markdown                of an experiment or its report: in Markdown, for a paper
  --prepare                 of an experiment: make its runs and start none, to be trained on a machine that is
                            reached by hand alone; prints their folders
  --csv                     of a report: a line for each run

Of questions and demo, as the settings cricketLora.dataset.*:
${datasetUsage}`;

/** Of everything but the demo. */
export const usualBase = 'Qwen/Qwen2.5-1.5B-Instruct';

const options = {
  table: { type: 'string' },
  preset: { type: 'string', default: 'recall' },
  set: { type: 'string', multiple: true, default: [] as string[] },
  base: { type: 'string' },
  python: { type: 'string' },
  targets: { type: 'string' },
  boards: { type: 'string' },
  'runs-folder': { type: 'string', default: join('.cricket-lora', 'runs') },
  as: { type: 'string' },
  to: { type: 'string' },
  markdown: { type: 'boolean' },
  prepare: { type: 'boolean' },
  csv: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  ...datasetArguments,
} as const;

export type Values = ReturnType<typeof parse>['values'];

export const parse = (args: readonly string[]) =>
  parseArgs({ args: [...args], options, allowPositionals: true });

/** @throws UserError where a command lacks what it is about */
export function required(subject: string | undefined, name: string): string {
  if (subject === undefined) throw new UserError(`${name} is missing. Ask for --help.`);
  return subject;
}
