import { type FileHandle, mkdir, mkdtemp, open, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { appendAll, orUnavailable } from './append-file.ts';
import type { ContentStore } from './content-store.ts';

/** Creates a content store in a folder, which is created with the first content, for its owner only. */
export function createFolderStore(path: string): ContentStore {
  const root = resolve(path);
  return { ...createFileStore(async () => root), close: async () => {} };
}

/** Creates a content store in a temporary folder, which is deleted when the server stops. */
export function createTemporaryStore(): ContentStore {
  let created: Promise<string> | undefined;
  const root = () => {
    created ??= mkdtemp(join(tmpdir(), 'colloquy-media-'));
    return created;
  };
  return {
    ...createFileStore(root),
    close: async () => {
      if (created !== undefined) await rm(await created, { recursive: true, force: true });
    },
  };
}

/**
 * Files are named by the SID, in 256 folders named by its last two digits, which are random. An incomplete file has
 * another name, so that it is not taken for a complete one after a crash.
 */
function createFileStore(root: () => Promise<string>): Omit<ContentStore, 'close'> {
  const pathOf = async (sid: string) => join(await root(), sid.slice(-2), sid);
  return {
    put: async (sid, content) => {
      const file = await orUnavailable(pathOf(sid));
      await orUnavailable(createFolders(dirname(file)));
      const size = await writeWholeFile(partialPath(file), content);
      await orUnavailable(rename(partialPath(file), file));
      await orUnavailable(syncFolder(dirname(file)));
      return size;
    },
    open: async (sid, range) => {
      const file = await orUnavailable(openIfExists(await pathOf(sid)));
      return file?.createReadStream(range && { start: range.first, end: range.last });
    },
    remove: async (sid) => {
      const file = await orUnavailable(pathOf(sid));
      for (const each of [partialPath(file), file]) await orUnavailable(rm(each, { force: true }));
      await orUnavailable(syncFolder(dirname(file)));
    },
  };
}

const partialPath = (file: string): string => `${file}.part`;

/** Writes and syncs a complete file, or leaves none. */
async function writeWholeFile(path: string, content: AsyncIterable<Uint8Array>): Promise<number> {
  const file = await orUnavailable(open(path, 'wx', 0o600));
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

async function openIfExists(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** Creates a folder and its parents, which only this user can read, and syncs each to disk. */
async function createFolders(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true, mode: 0o700 });
  if (first === undefined) return;
  for (let created = path; ; created = dirname(created)) {
    await syncFolder(dirname(created));
    if (created === first) return;
  }
}

/** Syncs the entries of a folder to disk. Systems that cannot open folders do this by themselves. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await openIfExists(path);
  if (folder === undefined) return;
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT';
