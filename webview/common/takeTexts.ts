import * as l10n from '@vscode/l10n';
import { pageTextsId } from '../../src/core/pages/pageTexts.ts';

/** Every page imports this first: modules translate their constants as they are loaded. */
const texts = document.getElementById(pageTextsId)?.textContent;
if (texts) l10n.config({ contents: texts });
