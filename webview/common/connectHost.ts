/// <reference types="vscode-webview" />
import { spoken } from '../../src/core/common/sentence.ts';
import type { HostMessage, EvaluationRequests } from '../../src/core/pages/evaluationMessages.ts';
import { PendingRequests } from '../../src/core/common/pendingRequests.ts';

/** The requests of a page: parameters and answer by name. */
type AnyRequests<Of> = { [Name in keyof Of]: { parameters: unknown; answer: unknown } };

export interface Host<Of extends AnyRequests<Of> = EvaluationRequests> {
  /** Rejects with the host's message when the request is refused. */
  ask<Name extends keyof Of & string>(
    name: Name,
    parameters: Of[Name]['parameters'],
  ): Promise<Of[Name]['answer']>;
  onDidChange(listener: () => void): void;
  onDidShowFact(listener: (fact: string) => void): void;
  /** The last value passed to `setState`, possibly before a reload. */
  getState(): unknown;
  setState(state: object): void;
}

/** The extension's side of the page: numbered requests, each settled by its answer. */
export function connectHost<Of extends AnyRequests<Of> = EvaluationRequests>(): Host<Of> {
  const api = acquireVsCodeApi();
  const open = new PendingRequests();
  const listeners: (() => void)[] = [];
  const factListeners: ((fact: string) => void)[] = [];

  window.addEventListener('message', ({ data }: MessageEvent<HostMessage>) => {
    if (data.type === 'changed') {
      for (const listener of listeners) listener();
      return;
    }
    if (data.type === 'showFact') {
      for (const listener of factListeners) listener(data.fact);
      return;
    }
    if (data.type === 'answer') open.answer(data.number, data.value);
    else open.refuse(data.number, new Error(spoken(data.message)));
  });

  return {
    ask: (name, parameters) =>
      open.ask((number) => {
        api.postMessage({ number, name, parameters });
      }),
    onDidChange: (listener) => listeners.push(listener),
    onDidShowFact: (listener) => factListeners.push(listener),
    getState: () => api.getState(),
    setState: (state) => {
      api.setState(state);
    },
  };
}
