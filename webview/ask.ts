import './ask.css';
import type { AskRequests } from '../src/core/askMessages.ts';
import { AskPage } from './askPage.ts';
import { connectHost } from './host.ts';

const page = new AskPage(connectHost<AskRequests>());
document.body.append(page.element);
page.start();
