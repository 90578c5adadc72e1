import { parse } from 'node:path';

/**
 * The working directory for programs: a folder that other users cannot write to. Python searches it
 * for modules, and Windows for programs; VS Code's own may be the workspace.
 */
export function safeFolder(platform: NodeJS.Platform = process.platform): string {
  const { SystemRoot = 'C:\\Windows' } = process.env;
  return platform === 'win32' ? `${SystemRoot}\\System32` : parse(process.execPath).root;
}
