/**
 * Environment of a process that asks a GGUF file several conversations at once. Node's thread pool
 * chooses the tokens of a batch, and whichever thread comes first puts the rows of the batch in
 * order: another beside it may read a row of a wrong conversation.
 */
export const oneThread = { UV_THREADPOOL_SIZE: '1' };

export const hasOneThread = (): boolean =>
  process.env.UV_THREADPOOL_SIZE === oneThread.UV_THREADPOOL_SIZE;
