/** Two GPUs of this machine against one. Options: `npm run bench -- two_gpus --help` */
import { benchInPython } from './benchmark/benchInPython.mjs';

await benchInPython('two_gpus');
