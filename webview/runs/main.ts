import '../common/takeTexts.ts';
import './runs.css';
import type { RunsRequests } from '../../src/core/pages/runMessages.ts';
import { connectHost } from '../common/connectHost.ts';
import { RunsPage } from './runsPage.ts';

const page = new RunsPage(connectHost<RunsRequests>());
document.body.append(page.element);
page.start();
