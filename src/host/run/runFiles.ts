/** File in a run's folder that exists once the model has answered every question. */
export const predictionsName = 'predictions.jsonl';

/** File in a run's folder that names its host; absent for a run on this machine. */
export const targetFile = 'target.json';

/** Bytes of a run.json: ours have some thousand. */
export const mostRequestBytes = 1 << 20;
