/// <reference types="vscode-webview" />
import type { HostMessage, Requests } from '../src/core/messages.ts';

/** What a page may ask: parameters and answer by name. */
type AnyRequests<Of> = { [Name in keyof Of]: { parameters: unknown; answer: unknown } };

export interface Host<Of extends AnyRequests<Of> = Requests> {
  /** Rejects with the host's message where it refuses. */
  ask<Name extends keyof Of & string>(
    name: Name,
    parameters: Of[Name]['parameters'],
  ): Promise<Of[Name]['answer']>;
  onDidChange(listener: () => void): void;
  onDidShowFact(listener: (fact: string) => void): void;
  /** What was last given to `setState`, also by an earlier life of this page. */
  getState(): unknown;
  setState(state: object): void;
}

interface Waiting {
  readonly resolve: (value: never) => void;
  readonly reject: (reason: Error) => void;
}

/** The extension's side of the page: numbered questions, each settled by its answer. */
export function connectHost<Of extends AnyRequests<Of> = Requests>(): Host<Of> {
  const api = acquireVsCodeApi();
  const waiting = new Map<number, Waiting>();
  const listeners: (() => void)[] = [];
  const factListeners: ((fact: string) => void)[] = [];
  let asked = 0;

  window.addEventListener('message', ({ data }: MessageEvent<HostMessage>) => {
    if (data.type === 'changed') {
      for (const listener of listeners) listener();
      return;
    }
    if (data.type === 'showFact') {
      for (const listener of factListeners) listener(data.fact);
      return;
    }
    const request = waiting.get(data.number);
    waiting.delete(data.number);
    if (data.type === 'answer') request?.resolve(data.value as never);
    else request?.reject(new Error(data.message));
  });

  return {
    ask: (name, parameters) =>
      new Promise((resolve, reject) => {
        const number = asked++;
        waiting.set(number, { resolve, reject });
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
