import { type FileHandle, mkdir, mkdtemp, open, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { ContentStore } from './content-store.ts';
import { appendAll, orUnavailable } from './files.ts';

/** Keeps content in files of a folder, which is made when there is something to keep. */
export function folderStore(path: string): ContentStore {
  const root = resolve(path);
  return { ...filesIn(async () => root), close: async () => {} };
}

/** Keeps content until the server stops. */
export function temporaryStore(): ContentStore {
  let made: Promise<string> | undefined;
  const root = () => {
    made ??= mkdtemp(join(tmpdir(), 'colloquy-media-'));
    return made;
  };
  return {
    ...filesIn(root),
    close: async () => {
      if (made !== undefined) await rm(await made, { recursive: true, force: true });
    },
  };
}

/**
 * Files by the name of the SID, spread over 256 folders by its last two digits, which are chance. What is not whole
 * has another name, so that after a crash no part is taken for the whole.
 */
function filesIn(root: () => Promise<string>): Omit<ContentStore, 'close'> {
  const place = async (sid: string) => join(await root(), sid.slice(-2), sid);
  return {
    put: async (sid, content) => {
      const file = await orUnavailable(place(sid));
      await orUnavailable(makeFolders(dirname(file)));
      const size = await writeNew(partOf(file), content);
      await orUnavailable(rename(partOf(file), file));
      await orUnavailable(syncFolder(dirname(file)));
      return size;
    },
    open: async (sid, range) => {
      const file = await orUnavailable(openIfThere(await place(sid)));
      return file?.createReadStream(range && { start: range.first, end: range.last });
    },
    remove: async (sid) => {
      const file = await orUnavailable(place(sid));
      for (const each of [partOf(file), file]) await orUnavailable(rm(each, { force: true }));
      await orUnavailable(syncFolder(dirname(file)));
    },
  };
}

const partOf = (file: string): string => `${file}.part`;

/** Writes a file whole and to disk, or leaves none. */
async function writeNew(path: string, content: AsyncIterable<Uint8Array>): Promise<number> {
  const file = await orUnavailable(open(path, 'wx'));
  try {
    const size = await appendAll(file, content);
    await orUnavailable(file.sync());
    return size;
  } catch (error) {
    await rm(path, { force: true }).catch(() => {});
    throw error;
  } finally {
    await file.close();
  }
}

async function openIfThere(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** Makes a folder and those above it, and has each on disk. */
async function makeFolders(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true });
  if (first === undefined) return;
  for (let made = path; ; made = dirname(made)) {
    await syncFolder(dirname(made));
    if (made === first) return;
  }
}

/** Has the names in a folder on disk; where the system cannot open folders, it sees to that itself. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await openIfThere(path);
  if (folder === undefined) return;
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT';
