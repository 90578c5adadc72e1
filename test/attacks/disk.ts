import fs from 'node:fs/promises';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';

/** What a folder holds by name: inodes. */
type Names = ReadonlyMap<string, { readonly inode: number; readonly isFolder: boolean }>;
/** By inode of a folder. */
type Tree = ReadonlyMap<number, Names>;

interface Picture {
  /** Names that were flushed with their folders, and all names there were: a disk may keep either. */
  readonly trees: readonly [flushed: Tree, all: Tree];
  /** Contents that were flushed, by inode. */
  readonly contents: ReadonlyMap<number, Buffer>;
  /** Contents that were written, by inode. */
  readonly written: ReadonlyMap<number, Buffer>;
}

/** What a file that was written and not flushed has after a cut, by number. */
const losses: readonly ((written: Buffer) => Buffer)[] = [
  () => Buffer.alloc(0),
  (written) => Buffer.alloc(written.length),
  (written) => Buffer.from(written).fill(0, 0, written.length >> 1),
];

/**
 * Records what reaches the disk below a folder: contents by `sync` of a file, names by `sync` of their
 * folder. A picture is taken after every call that changes a name or flushes something; power may fail then.
 * What was written and not flushed is nothing afterwards, or zeros, or has a hole.
 */
export class Disk {
  readonly pictures: Picture[] = [];
  readonly #folder: string;
  #flushed: Tree = new Map();
  #contents: ReadonlyMap<number, Buffer> = new Map();

  constructor(t: TestContext, folder: string) {
    this.#folder = folder;
    const { open } = fs;
    t.mock.method(fs, 'open', async (...args: Parameters<typeof open>) => {
      const path = String(args[0]);
      const isNew = !existsSync(path);
      const file = await open(...args);
      if (!path.startsWith(folder)) return file;
      const { ino } = lstatSync(path);
      if (isNew) {
        // A number that a removed file had is of another one now.
        this.#contents = new Map([...this.#contents].filter(([inode]) => inode !== ino));
        this.#take();
      }
      const sync = file.sync.bind(file);
      file.sync = async () => {
        await sync();
        this.#flush(path, ino);
      };
      return file;
    });
    for (const name of ['rename', 'mkdir', 'rm', 'unlink', 'link'] as const) {
      const call = fs[name] as (...args: unknown[]) => Promise<unknown>;
      t.mock.method(fs, name, async (...args: unknown[]) => {
        const result = await call(...args);
        if (args.some((path) => String(path).startsWith(folder))) this.#take();
        return result;
      });
    }
  }

  /** Lays out what a cut after a picture leaves, with the names of one of its trees. */
  layOut(at: number, to: string, which: 0 | 1): void {
    const { trees, contents, written } = this.pictures[at] ?? fail(`picture ${at}`);
    const tree = trees[which];
    const lose = losses[at % losses.length] ?? fail('loss');
    rmSync(to, { recursive: true, force: true });
    const put = (inode: number, there: string): void => {
      mkdirSync(there, { recursive: true });
      for (const [name, { inode: inside, isFolder }] of tree.get(inode) ?? []) {
        if (isFolder) put(inside, join(there, name));
        else {
          const content = contents.get(inside) ?? lose(written.get(inside) ?? Buffer.alloc(0));
          writeFileSync(join(there, name), content);
        }
      }
    };
    put(lstatSync(this.#folder).ino, to);
  }

  #flush(path: string, inode: number): void {
    if (!existsSync(path)) return;
    if (lstatSync(path).isDirectory())
      this.#flushed = new Map([...this.#flushed, [inode, namesIn(path)]]);
    else this.#contents = new Map([...this.#contents, [inode, readFileSync(path)]]);
    this.#take();
  }

  #take(): void {
    const all = new Map<number, Names>();
    const written = new Map<number, Buffer>();
    const look = (path: string): void => {
      const names = namesIn(path);
      all.set(lstatSync(path).ino, names);
      for (const [name, { inode, isFolder }] of names) {
        if (isFolder) look(join(path, name));
        else written.set(inode, readFileSync(join(path, name)));
      }
    };
    look(this.#folder);
    this.pictures.push({ trees: [this.#flushed, all], contents: this.#contents, written });
  }
}

const namesIn = (folder: string): Names =>
  new Map(
    readdirSync(folder).map((name) => {
      const state = lstatSync(join(folder, name));
      return [name, { inode: state.ino, isFolder: state.isDirectory() }];
    }),
  );

function fail(what: string): never {
  throw new Error(`no ${what}`);
}
