import { join } from 'node:path';
import { openRegular, piecesOf, appending } from '../files/openRegular.ts';
import { notesFile } from './runFiles.ts';

/** Of notes of any length, as much is read as a first line may have. */
const readBytes = 2000;

/**
 * The notes on a run, which are created if there are none.
 *
 * @returns their path
 * @throws UserError when a link is in the way
 */
export async function openNotes(folder: string): Promise<string> {
  const path = join(folder, notesFile);
  await (await openRegular(path, { below: folder, flags: appending })).close();
  return path;
}

/** The first line that says something, without the marks of a heading; undefined where none does. */
export async function firstNote(folder: string): Promise<string | undefined> {
  try {
    const opening = { below: folder, pieceBytes: readBytes };
    for await (const piece of piecesOf(join(folder, notesFile), opening)) {
      const lines = piece.toString('utf8').split(/[\r\n]+/);
      return lines.map((line) => line.replace(/^#+\s/, '').trim()).find((line) => line !== '');
    }
  } catch {
    // None, or a link: what it leads to is not shown.
  }
  return undefined;
}
