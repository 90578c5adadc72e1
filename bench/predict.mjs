/** Greedy predictions of every question, against transformers' generate. Options: `npm run bench -- predict --help` */
import { benchInPython } from './benchmark/benchInPython.mjs';

await benchInPython('predict');
