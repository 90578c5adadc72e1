/** Files that are taken for tables, without the dot. */
export const tableExtensions = ['csv', 'tsv'] as const;

/** As globs put it. */
export const tablePattern = `**/*.{${tableExtensions.join(',')}}`;

export const isTable = (path: string): boolean =>
  tableExtensions.some((extension) => path.toLowerCase().endsWith(`.${extension}`));
