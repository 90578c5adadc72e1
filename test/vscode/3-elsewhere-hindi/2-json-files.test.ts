import type { Tests } from '../index.ts';
import { requireTexts } from '../jsonFiles.ts';

export const tests: Tests = {
  async 'Hindi: what keys of JSON files mean, and what is wrong with a value'() {
    await requireTexts({
      places: 'जगहों के हेडर।',
      further: 'वैसे ही कुछ और।',
      rank: 'हर adapter की चौड़ाई। ज़्यादा rank में ज़्यादा तथ्य समाते हैं और ज़्यादा मेमोरी लगती है।',
      parent: 'किसके मॉडल से पूछा जाए, और कैसे।',
      alpha: "एक संख्या, या शब्द 'auto'।",
    });
  },
};
