import type { Tests } from '../index.ts';
import { requireTexts } from '../jsonFiles.ts';

export const tests: Tests = {
  async 'JSON files: what keys mean is shown and offered, and what is wrong is marked'() {
    await requireTexts({
      places: 'Headers of places.',
      further: 'More of the same.',
      rank: 'Width of each adapter. More rank holds more facts and takes more memory.',
      parent: 'Whose model is asked, and how.',
      alpha: "A number, or the word 'auto'.",
    });
  },
};
