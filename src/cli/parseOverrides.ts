import { UserError } from '../core/common/userError.ts';

/**
 * Parses hyperparameters from arguments such as `rank=16` and `targetModules=["q_proj"]`. A value
 * is JSON or, failing that, text; `resolveRecipe` validates it.
 *
 * @throws UserError for an argument without a name or `=`
 */
export function parseOverrides(texts: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    texts.map((text) => {
      const [, name, value = ''] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
      if (name === undefined) throw new UserError(`'${text}' is not of the form NAME=VALUE.`);
      return [name.trim(), parseValue(value)];
    }),
  );
}

function parseValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
