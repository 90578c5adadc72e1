import '../common/takeTexts.ts';
import './ask.css';
import type { AskRequests } from '../../src/core/pages/askMessages.ts';
import { AskPage } from './askPage.ts';
import { connectHost } from '../common/connectHost.ts';

const page = new AskPage(connectHost<AskRequests>());
document.body.append(page.element);
page.start();
