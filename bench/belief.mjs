/** What an adapter knows that it does not know, and what it leaves as it was. Options: `npm run bench -- belief --help` */
import { benchInPython } from './benchmark/benchInPython.mjs';

await benchInPython('belief', ({ belief, lookUp }) => [
  ...['--questions', belief],
  ...['--look-up', lookUp],
]);
