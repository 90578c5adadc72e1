import { isTrained } from '../../core/dataset/question.ts';
import * as vscode from 'vscode';
import { promptText, type PromptRenderers } from './promptRenderers.ts';

/** Shows the prompt of a line of questions.jsonl, with its trained tokens marked. */
export function registerPromptHover(renderers: PromptRenderers): vscode.Disposable {
  return vscode.languages.registerHoverProvider(
    { scheme: 'file', pattern: '**/questions.jsonl' },
    {
      async provideHover(document, position) {
        const line = document.lineAt(position);
        const rendered = await renderers.render(document, line.text);
        if (rendered === undefined) return undefined;
        const { question, promptTokens, trained, comesBack } = rendered;
        const text = new vscode.MarkdownString();
        text.appendMarkdown(
          vscode.l10n.t(
            '**What the model sees** · {0} tokens, then the {1} that are {2}, between bars:',
            promptTokens,
            trained.length,
            isTrained(question.split) ? vscode.l10n.t('trained') : vscode.l10n.t('only asked for'),
          ),
        );
        text.appendCodeblock(promptText(rendered), 'text');
        if (!comesBack) {
          text.appendMarkdown(
            vscode.l10n.t(
              '$(warning) The tokenizer does not give this answer back character for character.',
            ),
          );
          text.supportThemeIcons = true;
        }
        return new vscode.Hover(text, line.range);
      },
    },
  );
}
