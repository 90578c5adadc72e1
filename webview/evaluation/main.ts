import '../common/takeTexts.ts';
import './evaluation.css';
import { EvaluationPage } from './evaluationPage.ts';
import { connectHost } from '../common/connectHost.ts';

const page = new EvaluationPage(connectHost());
document.body.append(page.element);
page.start();
