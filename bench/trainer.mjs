/** Epochs of every trainer on this machine's GPU. Options: `npm run bench -- trainer --help` */
import { benchInPython } from './python.mjs';

await benchInPython('trainer');
