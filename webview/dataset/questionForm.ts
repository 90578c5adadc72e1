import * as l10n from '@vscode/l10n';
import { createButton, createTextArea } from '../common/controls.ts';
import { element, elementWith } from '../common/element.ts';

interface Texts {
  readonly question: string;
  readonly golden: string;
}

interface Events {
  /** Rejects with why it cannot be. */
  readonly onSave: (texts: Texts) => Promise<unknown>;
  readonly onCancel: () => void;
}

/** Question and golden to be edited. Escape leaves it, Ctrl+Enter saves. */
export function questionForm(title: string, texts: Texts, events: Events): HTMLElement {
  const question = createTextArea(l10n.t('Question'), 3);
  const golden = createTextArea(l10n.t('Golden'), 2);
  question.setValue(texts.question);
  golden.setValue(texts.golden);
  const problem = elementWith('p', { class: 'error', role: 'alert' });
  problem.hidden = true;
  const save = (): void => {
    events
      .onSave({ question: question.value(), golden: golden.value() })
      .catch((error: unknown) => {
        problem.textContent = error instanceof Error ? error.message : String(error);
        problem.hidden = false;
      });
  };
  const form = elementWith(
    'div',
    { class: 'question-form', role: 'form', 'aria-label': title },
    element('h2', '', title),
    question.element,
    golden.element,
    problem,
    element(
      'div',
      'buttons',
      createButton(l10n.t('Save'), save, 'primary').element,
      createButton(l10n.t('Cancel'), events.onCancel).element,
    ),
  );
  form.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') {
      event.stopPropagation();
      events.onCancel();
    } else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) save();
  });
  queueMicrotask(() => {
    question.focus();
  });
  return form;
}
