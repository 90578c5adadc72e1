import type { Sentence, Text } from '../common/sentence.ts';

interface Description {
  /** Unit of the value, empty where it has none. */
  readonly unit: Text;
  /** What it does and why one would change it. */
  readonly reason: Sentence;
}
export interface NumberRange extends Description {
  readonly kind: 'integer' | 'number';
  readonly minimum: number;
  readonly maximum: number;
  readonly auto?: true;
  readonly off?: true;
}
interface Choice extends Description {
  readonly kind: 'choice';
  readonly choices: readonly string[];
}
interface Toggle extends Description {
  readonly kind: 'boolean';
}
interface Modules extends Description {
  readonly kind: 'modules';
}
export type Hyperparameter = NumberRange | Choice | Toggle | Modules;
