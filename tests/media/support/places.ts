import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bucketKey } from './bucket.ts';

/** Makes a folder that goes with `cleanUp`. */
export function temporaryFolder(cleanUp: AsyncDisposableStack): string {
  const path = mkdtempSync(join(tmpdir(), 'colloquy-test-media-'));
  cleanUp.defer(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

export const folderSettings = (cleanUp: AsyncDisposableStack) => ({
  COLLOQUY_MEDIA_URL: `file:${temporaryFolder(cleanUp)}`,
});

export const bucketSettings = (endpoint: string) => ({
  COLLOQUY_MEDIA_URL: `s3://attachments/chat/2024?endpoint=${endpoint}&region=${bucketKey.region}`,
  COLLOQUY_MEDIA_ACCESS_KEY_ID: bucketKey.id,
  COLLOQUY_MEDIA_SECRET_ACCESS_KEY: bucketKey.secret,
});

/** Names of the files in a folder and below it. */
export const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);
