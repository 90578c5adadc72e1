import { inWords } from '../common/inWords.ts';
import * as vscode from 'vscode';
import { basename } from 'node:path';
import { describeConnection, type Connection } from '../../core/target/connection.ts';
import { missesIn } from '../../core/evaluation/scoreInWords.ts';
import { formatDuration } from '../../core/common/formatDuration.ts';
import { describeFailure } from '../../core/run/trainerFailures.ts';
import { formatMoment, formatMomentBriefly } from '../../core/common/formatMoment.ts';
import { statusWord } from '../../core/run/statusWord.ts';
import { isOver } from '../../core/run/runState.ts';
import { plainText } from '../../core/common/plainText.ts';
import { escapeMarkdown } from '../common/escapeMarkdown.ts';
import { isActive, menuWords, type Run } from '../run/run.ts';
import { runLabel, runName, runProgress, runShort } from '../run/runTexts.ts';
import type { BrokenRow } from './tablesTree.ts';

/** The row of a run below its dataset. A click shows its page. */
export function runItem(run: Run, { hasChildren }: { hasChildren: boolean }): vscode.TreeItem {
  const { Collapsed, None } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(runShort(run), hasChildren ? Collapsed : None);
  item.id = run.folder;
  item.description = describe(run);
  item.iconPath = iconOf(run);
  item.contextValue = menuWords(run).join(' ');
  item.accessibilityInformation = {
    label: `${runLabel(run)}, ${statusWord(run.state.status, vscode.l10n.t)}, ${describe(run)}`,
  };
  const command = 'cricketLora.showRun';
  item.command = { command, title: vscode.l10n.t('Show Run'), arguments: [run.folder] };
  return item;
}

export function brokenItem({ folder, problem }: BrokenRow): vscode.TreeItem {
  const item = new vscode.TreeItem(basename(folder));
  item.id = folder;
  item.description = vscode.l10n.t('cannot be read');
  item.tooltip = plainText(inWords(problem));
  item.iconPath = new vscode.ThemeIcon('warning');
  item.contextValue = 'broken';
  item.accessibilityInformation = {
    label: vscode.l10n.t('{0}, cannot be read: {1}', basename(folder), plainText(inWords(problem))),
  };
  return item;
}

function describe(run: Run): string {
  return [
    run.isOwn ? '' : vscode.l10n.t('came with the folder'),
    describeConnection(run.connection, Date.now(), vscode.l10n.t),
    runProgress(run),
    isActive(run) ? '' : formatMomentBriefly(new Date(run.request.created), new Date()),
  ]
    .filter((part) => part !== '')
    .join(' · ');
}

function iconOf({ state, totals }: Run): vscode.ThemeIcon {
  switch (state.status) {
    case 'starting':
    case 'running':
      return new vscode.ThemeIcon('loading~spin');
    case 'finished':
      if (totals === undefined) return new vscode.ThemeIcon('check');
      return missesIn(totals) === 0
        ? new vscode.ThemeIcon('pass', new vscode.ThemeColor('testing.iconPassed'))
        : new vscode.ThemeIcon('pie-chart');
    case 'failed':
      return new vscode.ThemeIcon('error', new vscode.ThemeColor('testing.iconFailed'));
    case 'cancelled':
      return new vscode.ThemeIcon('circle-slash', new vscode.ThemeColor('testing.iconSkipped'));
  }
}

/** A board, and why it took no more of a run. */
type Refusal = readonly [board: string, reason: string];

/** Asked for once the pointer rests on it: none is made, and sent, with each word of progress. */
export function tooltipOf(
  run: Run,
  { note, refusals }: { readonly note: string | undefined; readonly refusals: readonly Refusal[] },
): vscode.MarkdownString {
  const { request, state, connection } = run;
  const lines: [string, string | 0 | undefined][] = [
    ['id', run.name === undefined ? undefined : request.id],
    [vscode.l10n.t('begun'), formatMoment(new Date(request.created))],
    [vscode.l10n.t('base'), request.base],
    [vscode.l10n.t('questions'), request.questions.source],
    [vscode.l10n.t('target'), request.target],
    [vscode.l10n.t('connection'), isActive(run) ? inFull(connection) : undefined],
    [
      vscode.l10n.t('last heard'),
      connection?.lastHeard && new Date(connection.lastHeard).toLocaleTimeString(),
    ],
    [
      vscode.l10n.t('device'),
      state.started && `${state.started.device.name}, ${state.started.dtype}`,
    ],
    [
      vscode.l10n.t('epoch'),
      state.epochs > 0
        ? vscode.l10n.t('{0} of {1}', state.epoch.toFixed(1), state.epochs)
        : undefined,
    ],
    [vscode.l10n.t('loss'), state.loss?.toFixed(4)],
    [vscode.l10n.t('learning rate'), state.learningRate?.toPrecision(3)],
    [
      vscode.l10n.t('speed'),
      state.tokensPerSecond
        ? vscode.l10n.t('{0} tokens a second', Math.round(state.tokensPerSecond))
        : undefined,
    ],
    [vscode.l10n.t('took'), state.finish && formatDuration(state.finish.seconds)],
    [vscode.l10n.t('folder'), run.folder],
  ];
  const paragraphs = [
    `**${escapeMarkdown(runName(run))}**`,
    ...(note === undefined ? [] : [`“${escapeMarkdown(plainText(note, 200))}”`]),
    ...(state.failure
      ? [
          escapeMarkdown(
            describeFailure(state.failure.code, state.failure.parameters, vscode.l10n.t).message,
          ),
        ]
      : []),
    lines
      .filter((line): line is [string, string] => Boolean(line[1]))
      .map(([name, value]) => `${name}: ${escapeMarkdown(value)}`)
      .join('  \n'),
    ...refusals.map(([board, reason]) =>
      escapeMarkdown(vscode.l10n.t('{0} took no more of it: {1}', board, plainText(reason, 300))),
    ),
    ...(isOver(state)
      ? []
      : state.warnings.slice(-3).map((warning) => escapeMarkdown(inWords(warning)))),
  ];
  return new vscode.MarkdownString(paragraphs.join('\n\n'));
}

function inFull(connection: Connection | undefined): string | undefined {
  if (!connection) return undefined;
  const { state, problem } = connection;
  if (state === 'connected') return vscode.l10n.t('connected');
  const words = describeConnection(connection, Date.now(), vscode.l10n.t);
  return problem === undefined ? words : `${words}: ${inWords(problem)}`;
}
