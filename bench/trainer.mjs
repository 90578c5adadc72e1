/** Epochs of every trainer on this machine's GPU. Options: `npm run bench -- trainer --help` */
import { benchInPython } from './benchmark/benchInPython.mjs';

await benchInPython('trainer');
