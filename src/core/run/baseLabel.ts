/** What a base is called in headings: a hub id as it is, a folder by its last two names. */
export function baseLabel(base: string): string {
  const isFolder = /^([/\\]|[A-Za-z]:[/\\])/.test(base);
  return isFolder ? base.split(/[/\\]/).filter(Boolean).slice(-2).join('/') : base;
}
