import '../common/takeTexts.ts';
import './run.css';
import type { RunRequests } from '../../src/core/pages/runMessages.ts';
import { connectHost } from '../common/connectHost.ts';
import { RunPage } from './runPage.ts';

const page = new RunPage(connectHost<RunRequests>());
document.body.append(page.element);
page.start();
