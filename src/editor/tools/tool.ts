import * as vscode from 'vscode';
import type * as v from 'valibot';
import { checkValue } from '../../core/common/checkValue.ts';
import { spoken } from '../../core/common/sentence.ts';
import { plainText } from '../../core/common/plainText.ts';
import { UserError } from '../../core/common/userError.ts';
import { toolInputs, type ToolInput, type ToolName } from '../../core/pages/toolInputs.ts';
import { escapeMarkdown } from '../common/escapeMarkdown.ts';
import type { ShowError } from '../common/showError.ts';

/** Something that a language model may have done here; package.json describes it to the model. */
export interface Tool<Name extends ToolName> {
  /** What it does, said while it does it. */
  readonly doing: string;
  /**
   * What the person is asked before it is done. Absent where nothing is written or started.
   *
   * @throws UserError where it could not be done anyway
   */
  readonly confirmation?: (input: ToolInput<Name>) => Promise<{ title: string; message: string }>;
  /**
   * The answer to the model.
   *
   * @throws UserError where it cannot be done; its message is what the model is told
   */
  readonly invoke: (input: ToolInput<Name>, token: vscode.CancellationToken) => Promise<string>;
}

/** Registers a tool. What a model sends is checked; what goes wrong is told to the model, bugs to us, too. */
export function registerTool<Name extends ToolName>(
  name: Name,
  tool: Tool<Name>,
  onBug: ShowError,
): vscode.Disposable {
  return vscode.lm.registerTool<unknown>(name, {
    async prepareInvocation({ input }) {
      const { confirmation } = tool;
      if (confirmation === undefined) return { invocationMessage: tool.doing };
      const { title, message } = await orTold(() => confirmation(checked(name, input)), onBug);
      return {
        invocationMessage: tool.doing,
        confirmationMessages: {
          title,
          message: new vscode.MarkdownString(escapeMarkdown(message)),
        },
      };
    },
    async invoke({ input }, token) {
      const text = await orTold(() => tool.invoke(checked(name, input), token), onBug);
      return new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(text)]);
    },
  });
}

function checked<Name extends ToolName>(name: Name, input: unknown): ToolInput<Name> {
  const schema = toolInputs[name] as v.GenericSchema<unknown, ToolInput<Name>>;
  const { value, problem = '' } = checkValue(schema, input);
  if (value === undefined) throw new UserError(`The input does not fit: ${spoken(problem)}`);
  return value;
}

async function orTold<Result>(work: () => Promise<Result>, onBug: ShowError): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof UserError)
      throw new Error(plainText(error.message, 1000), { cause: error });
    if (!(error instanceof vscode.CancellationError)) onBug(error);
    throw error;
  }
}
