import '../common/takeTexts.ts';
import './preview.css';
import type { PreviewRequests } from '../../src/core/pages/previewMessages.ts';
import { connectHost } from '../common/connectHost.ts';
import { PreviewPage } from './previewPage.ts';

const page = new PreviewPage(connectHost<PreviewRequests>());
document.body.append(page.element);
page.start();
