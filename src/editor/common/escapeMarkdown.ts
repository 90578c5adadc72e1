/**
 * Escapes text for Markdown: file names and trainer output must not create links, images or
 * commands.
 */
export const escapeMarkdown = (text: string): string =>
  text.replace(/[\\`*_{}[\]()#+\-.!|<>&~$:]/g, '\\$&').replace(/\r?\n/g, '  \n');
