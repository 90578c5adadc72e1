import '../common/takeTexts.ts';
import './experiment.css';
import type { ExperimentRequests } from '../../src/core/pages/experimentMessages.ts';
import { connectHost } from '../common/connectHost.ts';
import { ExperimentPage } from './experimentPage.ts';

const page = new ExperimentPage(connectHost<ExperimentRequests>());
document.body.append(page.element);
page.start();
