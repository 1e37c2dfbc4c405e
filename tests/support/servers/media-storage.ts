import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fakeS3Key } from './fake-s3.ts';

/** Creates a folder that is deleted with the stack. */
export function temporaryFolder(disposables: AsyncDisposableStack): string {
  const path = mkdtempSync(join(tmpdir(), 'colloquy-test-media-'));
  disposables.defer(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

export const folderSettings = (disposables: AsyncDisposableStack) => ({
  COLLOQUY_MEDIA_URL: `file:${temporaryFolder(disposables)}`,
});

export const s3Settings = (endpoint: string) => ({
  COLLOQUY_MEDIA_URL: `s3://attachments/chat/2024?endpoint=${endpoint}&region=${fakeS3Key.region}`,
  COLLOQUY_MEDIA_ACCESS_KEY_ID: fakeS3Key.id,
  COLLOQUY_MEDIA_SECRET_ACCESS_KEY: fakeS3Key.secret,
});

/** Names of the files in a folder and its subfolders. */
export const listFiles = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);
