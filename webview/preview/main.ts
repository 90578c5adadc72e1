/// <reference types="vscode-webview" />
import type { PreviewMessage, PreviewRequest } from '../../src/core/pages/previewMessages.ts';
import './preview.css';
import { PreviewPage } from './previewPage.ts';

const api = acquireVsCodeApi();
const page = new PreviewPage((request: PreviewRequest) => {
  api.postMessage(request);
});
window.addEventListener('message', ({ data }: MessageEvent<PreviewMessage>) => {
  page.show(data);
});
document.body.append(page.element);
api.postMessage({ type: 'ready' } satisfies PreviewRequest);
