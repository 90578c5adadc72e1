import fs from 'node:fs';
import { getEnvironmentData } from 'node:worker_threads';
import '../../src/host/threads/runsWorker.ts';

/** The thread that reads runs, counting the files that it opens. */
const counted = new Int32Array(getEnvironmentData('opens') as SharedArrayBuffer);
const { openSync } = fs;
fs.openSync = (...args) => {
  Atomics.add(counted, 0, 1);
  return openSync(...args);
};
