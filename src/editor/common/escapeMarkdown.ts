/**
 * Text that Markdown leaves as it is: names of files and what trainers say must not make links, images
 * or commands.
 */
export const escapeMarkdown = (text: string): string =>
  text.replace(/[\\`*_{}[\]()#+\-.!|<>&~$:]/g, '\\$&').replace(/\r?\n/g, '  \n');
