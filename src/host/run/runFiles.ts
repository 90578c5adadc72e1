/** The file, in a run's folder, that is there once the model has been asked every question. */
export const predictionsName = 'predictions.jsonl';

/** Bytes of a run.json: ours have some thousand. */
export const mostRequestBytes = 1 << 20;
