import { parse } from 'node:path';

/**
 * Where programs are started: a folder that takes nobody's files. Python looks for modules, and Windows for
 * programs, in the folder that they start in, which for VS Code may be the workspace.
 */
export function safeFolder(platform: NodeJS.Platform = process.platform): string {
  const { SystemRoot = 'C:\\Windows' } = process.env;
  return platform === 'win32' ? `${SystemRoot}\\System32` : parse(process.execPath).root;
}
