/** What is recalled on any base. Options: `npm run bench -- recall --help` */
import { benchInPython } from './benchmark/benchInPython.mjs';

await benchInPython('recall');
