/** What each preset recalls on bases of three sizes. Options: `npm run bench -- recipes --help` */
import { benchInPython } from './benchmark/benchInPython.mjs';

await benchInPython('recipes');
