import { UserError } from '../core/common/userError.ts';

/**
 * Hyperparameters by name from texts such as `rank=16` and `targetModules=["q_proj"]`. A value is JSON
 * or, failing that, text; whether it is allowed is for `resolveRecipe` to say.
 *
 * @throws UserError for a text without a name or `=`
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
