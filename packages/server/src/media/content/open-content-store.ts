import { assertWritable } from './assert-writable.ts';
import type { ContentLocation } from './content-location.ts';
import type { ContentStore } from './content-store.ts';
import { createFolderStore, createTemporaryStore } from './folder-store.ts';
import { contentFolders, narrowFolders } from './narrow-folders.ts';

/**
 * Opens the configured content store; the modules of the others are not loaded. A bucket is not checked: it may be
 * unreachable for a moment, and everything except media works without it.
 *
 * @throws StorageRefused if this process cannot create files in the folder.
 */
export async function openContentStore(location: ContentLocation): Promise<ContentStore> {
  switch (location.kind) {
    case 'folder':
      // Otherwise the first upload would show it, long after whoever started the server has left.
      await assertWritable(location.path);
      await narrowFolders(contentFolders(location.path));
      return createFolderStore(location.path);
    case 'temporary':
      return createTemporaryStore();
    case 'bucket':
      return (await import('./bucket-store.ts')).createBucketStore(location);
  }
}
