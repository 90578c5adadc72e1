/** Greedy predictions of every question, against transformers' generate. Options: `npm run bench -- predict --help` */
import { benchInPython } from './python.mjs';

await benchInPython('predict');
