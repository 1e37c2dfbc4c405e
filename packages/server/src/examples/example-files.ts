import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';

const { resolve } = createRequire(import.meta.url);
const folder = join(dirname(resolve('colloquy/package.json')), 'examples/chat');

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** The official client SDK, if it is installed next to the server or in the working directory. */
const sdk = {
  name: 'twilio-conversations.min.js',
  module: '@twilio/conversations/builds/twilio-conversations.min.js',
};

export interface ExampleFile {
  readonly type: string;
  readonly content: Buffer;
}

/** Returns a function that finds a file of the page by its name, and reads each file once. */
export function createExampleFiles(): (name: string) => Promise<ExampleFile | undefined> {
  const found = new Map<string, ExampleFile>();
  return async (name) => {
    const file = found.get(name) ?? (await readExampleFile(name));
    if (file !== undefined) found.set(name, file);
    return file;
  };
}

async function readExampleFile(name: string): Promise<ExampleFile | undefined> {
  const path = name === sdk.name ? findSdk() : await findInFolder(name);
  const type = types[extname(name)];
  if (path === undefined || type === undefined) return undefined;
  return { type, content: await readFile(path) };
}

/** A name of a request is compared with the names in the folder, and never becomes part of a path. */
async function findInFolder(name: string): Promise<string | undefined> {
  const found = (await readdir(folder)).find((each) => each === name);
  return found && join(folder, found);
}

function findSdk(): string | undefined {
  try {
    return resolve(sdk.module, { paths: [import.meta.dirname, process.cwd()] });
  } catch {
    return undefined;
  }
}
