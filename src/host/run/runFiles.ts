/** The file, in a run's folder, that is there once the model has been asked every question. */
export const predictionsName = 'predictions.jsonl';
