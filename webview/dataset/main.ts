import '../common/takeTexts.ts';
import './dataset.css';
import type { DatasetRequests } from '../../src/core/pages/datasetMessages.ts';
import { connectHost } from '../common/connectHost.ts';
import { DatasetPage } from './datasetPage.ts';

const page = new DatasetPage(connectHost<DatasetRequests>());
document.body.append(page.element);
page.start();
