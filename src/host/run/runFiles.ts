/** File in a run's folder with what was asked of it. */
export const requestFile = 'run.json';

/** File in a run's folder with the life of the process behind it. */
export const statusFile = 'status.json';

/** File in a run's folder with its progress. */
export const eventsFile = 'events.jsonl';

/** File in a run's folder that exists once the model has answered every question. */
export const predictionsName = 'predictions.jsonl';

/** File in a run's folder that names its host; absent for a run on this machine. */
export const targetFile = 'target.json';

/** File in a run's folder with the name that a person gave it; absent for most. */
export const nameFile = 'name.json';

/** File in a run's folder with what a person noted about it. */
export const notesFile = 'notes.md';

/** Bytes of a run.json: ours have some thousand. */
export const mostRequestBytes = 1 << 20;

/** Bytes of status.json, process.json and target.json: ours have some hundred. */
export const mostSmallBytes = 1 << 16;
