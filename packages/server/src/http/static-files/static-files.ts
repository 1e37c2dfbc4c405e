import { createHash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, extname, join, sep } from 'node:path';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
};

/** Encodings of the files that a build has compressed, best first, with what they add to the name of a file. */
export const encodings = [
  { name: 'br', suffix: '.br' },
  { name: 'gzip', suffix: '.gz' },
] as const;

type Encoding = (typeof encodings)[number]['name'];

/** A file in one encoding. */
export interface StaticFile {
  readonly type: string;
  readonly content: Buffer;
  readonly etag: string;
}

/** The files of a folder that a build has written and that does not change. */
export interface StaticFiles {
  /** Whether there is a file of this name, such as `assets/index-B2k.js`. */
  has(name: string): boolean;
  /**
   * Reads a file once, and keeps it.
   *
   * @param name one that exists.
   * @param encoding undefined for the file as it is.
   * @returns undefined for a file that does not exist in this encoding.
   */
  read(name: string, encoding: Encoding | undefined): Promise<StaticFile | undefined>;
}

/** Finds the built pages in a package, such as `@colloquy/console`; undefined where they have not been built. */
export function findBuiltPages(packageName: string): string | undefined {
  const manifest = createRequire(import.meta.url).resolve(`${packageName}/package.json`);
  const folder = join(dirname(manifest), 'dist');
  return existsSync(join(folder, 'index.html')) ? folder : undefined;
}

/** @param folder with the files, as {@link findBuiltPages} returns it. */
export function createStaticFiles(folder: string): StaticFiles {
  // A name of a request is compared with these, and never becomes a path of its own.
  const paths = new Map(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [path.slice(folder.length + 1).replaceAll(sep, '/'), path]),
  );
  const kept = new Map<string, Promise<StaticFile>>();
  return {
    has: (name) => paths.has(name) && extname(name) in types,
    read: async (name, encoding) => {
      const suffix = encodings.find((each) => each.name === encoding)?.suffix ?? '';
      const path = paths.get(name + suffix);
      if (path === undefined) return undefined;
      const file = kept.get(path) ?? readStaticFile(path, types[extname(name)] ?? '');
      kept.set(path, file);
      return file;
    },
  };
}

async function readStaticFile(path: string, type: string): Promise<StaticFile> {
  const content = await readFile(path);
  const etag = `"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`;
  return { type, content, etag };
}
