import { inWords } from '../common/inWords.ts';
import * as vscode from 'vscode';
import { goldenOf } from '../../core/dataset/question.ts';
import { missInWords, nothing } from '../../core/evaluation/verdictNames.ts';
import { idIn } from '../../core/dataset/questionIds.ts';
import { escapeMarkdown } from '../common/escapeMarkdown.ts';
import { evaluationLink } from './evaluationLink.ts';
import type { Answered, EvaluationCache } from './evaluationCache.ts';
import { runLabelInFull } from '../run/runTexts.ts';

const longest = 200;

/** Shows the latest outputs for the question on a line of questions.jsonl, newest first. */
export function registerQuestionHover(evaluations: EvaluationCache): vscode.Disposable {
  return vscode.languages.registerHoverProvider(
    { scheme: 'file', pattern: '**/questions.jsonl' },
    {
      async provideHover(document, position) {
        const line = document.lineAt(position);
        const id = idIn(line.text);
        if (id === undefined) return undefined;
        const history = await evaluations.historyOf(document.uri.fsPath, id);
        const [newest] = history;
        return newest && new vscode.Hover(hoverOf(newest, history), line.range);
      },
    },
  );
}

function hoverOf({ run, row }: Answered, history: readonly Answered[]): vscode.MarkdownString {
  const { question, output, logprob } = row;
  const text = new vscode.MarkdownString(
    [
      `${markOf(row)} **golden** ${escapeMarkdown(goldenOf(question))} · **output** ${said(output)}`,
      vscode.l10n.t(
        '{0} · log-probability of the golden {1}',
        missInWords(row, vscode.l10n.t),
        logprobText(logprob),
      ),
      history.length > 1
        ? [vscode.l10n.t('Earlier runs, newest first:'), '', ...history.map(lineOf)].join('\n')
        : '',
      evaluationLink(run.folder, question.fact),
    ]
      .filter((part) => part !== '')
      .join('\n\n'),
  );
  text.isTrusted = { enabledCommands: ['cricketLora.showEvaluation'] };
  return text;
}

const markOf = ({ verdict }: Answered['row']): string => (verdict === 'exact' ? '✅' : '❌');

const lineOf = ({ run, row }: Answered): string =>
  `- ${markOf(row)} ${said(row.output)} — ${escapeMarkdown(runLabelInFull(run))}`;

const said = (output: string): string =>
  output.trim() === '' ? inWords(nothing) : escapeMarkdown(output.trim().slice(0, longest));

const logprobText = (logprob: number): string =>
  Number.isFinite(logprob)
    ? vscode.l10n.t(
        '{0} (probability {1} %)',
        logprob.toFixed(2),
        (100 * Math.exp(logprob)).toPrecision(3),
      )
    : vscode.l10n.t('−∞ (probability 0)');
