import { joined, say, type Sentence, type Text } from '../common/sentence.ts';
import { targetModules } from '../recipe/recipe.ts';

/** Groups of linear layers that people name by one word. */
const groups: readonly (readonly [Sentence, readonly string[]])[] = [
  [say('all linear'), targetModules],
  [say('MLP only'), ['gate_proj', 'up_proj', 'down_proj']],
  [say('attention only'), ['q_proj', 'k_proj', 'v_proj', 'o_proj']],
];

/** A value of a dimension in a few words. */
export function levelLabel(id: string, value: unknown): Text {
  if (id === 'base') return String(value).split(/[\\/]/).at(-1) ?? String(value);
  if (id === 'recipe.targetModules' && Array.isArray(value)) {
    const modules: readonly unknown[] = value;
    const isGroup = (group: readonly string[]): boolean =>
      group.length === modules.length && group.every((one) => modules.includes(one));
    const group = groups.find(([, members]) => isGroup(members));
    return group?.[0] ?? modules.map((one) => String(one).replace(/_proj$/, '')).join(', ');
  }
  if (id === 'dataset.rows') return rowsLabel(value);
  if (Array.isArray(value)) return value.map(String).join(', ');
  if (typeof value === 'boolean') return value ? say('on') : say('off');
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function rowsLabel(value: unknown): Text {
  const { top, filter } = value as { top?: { count: number; by: string }; filter?: unknown };
  const parts = [
    ...(top === undefined ? [] : [say('top {0} by {1}', top.count, top.by)]),
    ...(filter === undefined ? [] : [JSON.stringify(filter)]),
  ];
  return parts.length === 0 ? say('all rows') : joined(parts, ', ');
}

/** `targetModules` as `target modules`. */
export const nameInWords = (name: string): string =>
  name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
