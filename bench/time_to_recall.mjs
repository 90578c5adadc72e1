/** Seconds until every question is recalled. Options: `npm run bench -- time_to_recall --help` */
import { benchInPython } from './benchmark/benchInPython.mjs';

await benchInPython('time_to_recall');
