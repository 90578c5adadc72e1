import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeCheckbox,
  vsCodeDropdown,
  vsCodeOption,
  vsCodeTextArea,
  vsCodeTextField,
} from '@vscode/webview-ui-toolkit';
import { setText } from './element.ts';

/**
 * The only file that uses the toolkit (archived since January 2025): all its controls are created
 * here, so that replacing it would change nothing else.
 */
provideVSCodeDesignSystem().register(
  vsCodeButton(),
  vsCodeCheckbox(),
  vsCodeDropdown(),
  vsCodeOption(),
  vsCodeTextArea(),
  vsCodeTextField(),
);

export interface ButtonControl {
  readonly element: HTMLElement;
  setLabel(label: string, spoken?: string): void;
  setPressed(pressed: boolean): void;
  /** Whether what the button shows is open. */
  setExpanded(expanded: boolean): void;
  setDisabled(disabled: boolean): void;
}

/**
 * Creates a button. Calling `setPressed`, once it is in the page, makes it a toggle for assistive
 * technology, too.
 */
export function createButton(
  label: string,
  onClick: () => void,
  appearance: 'primary' | 'secondary' = 'secondary',
): ButtonControl {
  const button = document.createElement('vscode-button') as HTMLElement & { disabled: boolean };
  button.setAttribute('appearance', appearance);
  button.textContent = label;
  button.addEventListener('click', onClick);
  return {
    element: button,
    setLabel(text, spoken) {
      setText(button, text);
      if (spoken !== undefined) button.setAttribute('aria-label', spoken);
    },
    setPressed: (pressed) => {
      button.setAttribute('aria-pressed', String(pressed));
      // The toolkit does not forward this attribute to the inner button, which is what screen
      // readers read.
      button.shadowRoot?.querySelector('button')?.setAttribute('aria-pressed', String(pressed));
    },
    setExpanded: (expanded) => {
      button.setAttribute('aria-expanded', String(expanded));
      button.shadowRoot?.querySelector('button')?.setAttribute('aria-expanded', String(expanded));
    },
    setDisabled: (disabled) => {
      button.disabled = disabled;
    },
  };
}

export interface Choice {
  readonly value: string;
  readonly label: string;
}
export interface DropdownControl {
  readonly element: HTMLElement;
  setChoices(choices: readonly Choice[], chosen: string): void;
}

export function createDropdown(label: string, onChange: (value: string) => void): DropdownControl {
  const dropdown = document.createElement('vscode-dropdown') as HTMLElement & { value: string };
  dropdown.setAttribute('aria-label', label);
  dropdown.addEventListener('change', () => {
    sayWhole();
    onChange(dropdown.value);
  });
  let shown = '';
  let labels = new Map<string, string>();
  /** What is chosen may be longer than there is room. */
  const sayWhole = (): void => {
    dropdown.title = labels.get(dropdown.value) ?? '';
  };
  return {
    element: dropdown,
    setChoices(choices, chosen) {
      // An open list that is made anew would close, and making one takes longer than a frame.
      const wanted = JSON.stringify(choices);
      if (wanted === shown) {
        if (dropdown.value !== chosen) dropdown.value = chosen;
        return;
      }
      shown = wanted;
      dropdown.replaceChildren(
        ...choices.map(({ value, label: text }) => {
          const option = document.createElement('vscode-option');
          option.setAttribute('value', value);
          if (value === chosen) option.setAttribute('selected', '');
          option.textContent = text;
          return option;
        }),
      );
      dropdown.value = chosen;
      labels = new Map(choices.map(({ value, label: text }) => [value, text]));
      sayWhole();
    },
  };
}

export interface TextFieldControl {
  readonly element: HTMLElement;
  value(): string;
  setValue(value: string): void;
  focus(): void;
}

export function createTextField(
  label: string,
  placeholder: string,
  onInput: (value: string) => void,
): TextFieldControl {
  const field = document.createElement('vscode-text-field') as HTMLElement & { value: string };
  // The toolkit labels a field by its content, which base.css hides in favour of a label.
  field.textContent = label;
  field.setAttribute('placeholder', placeholder);
  field.addEventListener('input', () => {
    onInput(field.value);
  });
  return {
    element: field,
    value: () => field.value,
    setValue: (value) => {
      field.value = value;
    },
    focus: () => {
      field.focus();
      field.shadowRoot?.querySelector('input')?.select();
    },
  };
}

/** Like a text field with its label above, for text of several lines. */
export function createTextArea(label: string, rows: number): TextFieldControl {
  const area = document.createElement('vscode-text-area') as HTMLElement & { value: string };
  area.textContent = label;
  area.setAttribute('rows', String(rows));
  return {
    element: area,
    value: () => area.value,
    setValue: (value) => {
      area.value = value;
    },
    focus: () => {
      area.focus();
    },
  };
}

export interface CheckboxControl {
  readonly element: HTMLElement;
  setChecked(checked: boolean): void;
}

export function createCheckbox(
  label: string,
  onChange: (checked: boolean) => void,
): CheckboxControl {
  const checkbox = document.createElement('vscode-checkbox') as HTMLElement & { checked: boolean };
  checkbox.textContent = label;
  checkbox.addEventListener('change', () => {
    onChange(checkbox.checked);
  });
  return {
    element: checkbox,
    setChecked: (checked) => {
      checkbox.checked = checked;
    },
  };
}
