/** Extensions of tables. */
const tableExtensions = ['csv', 'tsv'] as const;

/** Matches tables in VS Code. */
export const tableGlob = `**/*.{${tableExtensions.join(',')}}`;

/** True for the path of a table, in either case. */
export const isTablePath = (path: string): boolean =>
  tableExtensions.some((extension) => path.toLowerCase().endsWith(`.${extension}`));
