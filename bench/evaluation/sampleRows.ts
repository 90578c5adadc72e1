/** Rows as the evaluation grid has them, for grids that take objects. */
export const sampleRows = (count: number): Record<string, string>[] =>
  Array.from({ length: count }, (_, at) => ({
    recall: at % 9 === 0 ? '❌' : '✅',
    format: '✅',
    question: `What is the statistic ${at % 6} of Player ${Math.floor(at / 24)} in Test cricket?`,
    output: String(1000 + ((at * 7919) % 9000)),
    golden: String(1000 + ((at * 7919) % 9000)),
    verdict: at % 9 === 0 ? 'skewed' : 'exact',
    statistic: `statistic ${at % 6}`,
    player: `Player ${Math.floor(at / 24)}`,
  }));
