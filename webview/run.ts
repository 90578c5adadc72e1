import './run.css';
import type { RunRequests } from '../src/core/runMessages.ts';
import { connectHost } from './host.ts';
import { RunPage } from './runPage.ts';

const page = new RunPage(connectHost<RunRequests>());
document.body.append(page.element);
page.start();
