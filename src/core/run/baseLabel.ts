/** A base's label in headings: a hub id as is, the last two segments of a folder. */
export function baseLabel(base: string): string {
  const isFolder = /^([/\\]|[A-Za-z]:[/\\])/.test(base);
  return isFolder ? base.split(/[/\\]/).filter(Boolean).slice(-2).join('/') : base;
}
