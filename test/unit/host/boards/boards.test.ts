import assert from 'node:assert/strict';
import { test } from 'node:test';
import { boardProblem, boards, usualPlace } from '../../../../src/host/boards/boards.ts';
import { spoken } from '../../../../src/core/common/sentence.ts';

const ours = '/w/.cricket-lora';
const placesIn = (environment: NodeJS.ProcessEnv): Record<string, string> =>
  Object.fromEntries(boards.map((board) => [board, usualPlace(board, ours, environment)]));
const here = {
  tensorboard: '/w/.cricket-lora/tensorboard',
  mlflow: 'sqlite:////w/.cricket-lora/mlflow.db',
  wandb: '/w/.cricket-lora',
  trackio: '/w/.cricket-lora/trackio',
  inspect: '/w/.cricket-lora/inspect',
};

test('each board has a usual place in a workspace', () => {
  assert.deepEqual(placesIn({}), here);
});

test('the variables of a board, which are the user’s, say another place', () => {
  const environment = {
    MLFLOW_TRACKING_URI: 'http://127.0.0.1:5000',
    WANDB_DIR: '/u/wandb',
    TRACKIO_DIR: '/u/trackio',
  };
  assert.deepEqual(placesIn(environment), {
    ...here,
    mlflow: 'http://127.0.0.1:5000',
    wandb: '/u/wandb',
    trackio: '/u/trackio',
  });
});

test('a place that depends on the working folder is none', () => {
  const environment = { MLFLOW_TRACKING_URI: './mlruns', WANDB_DIR: 'runs', TRACKIO_DIR: '.' };
  assert.deepEqual(placesIn(environment), here);
});

test('a problem says what to install where a package is missing, and else what the board said', () => {
  const missing = "ModuleNotFoundError: No module named 'inspect_ai'";
  assert.match(spoken(boardProblem('inspect', missing, '/p')), /\/p -m pip install inspect-ai$/);
  const uri = 'UnsupportedModelRegistryStoreURIException: got unsupported URI sqlite:///x';
  assert.match(spoken(boardProblem('mlflow', uri, '/p')), /\/p -m pip install mlflow$/);
  assert.equal(spoken(boardProblem('wandb', 'Timeout', '/p')), 'wandb took nothing: Timeout');
});
