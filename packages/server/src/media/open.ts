import type { ContentLocation } from '../platform/content-location.ts';
import type { ContentStore } from './content-store.ts';
import { folderStore, temporaryStore } from './folder.ts';

/** Opens the place for the content of media. Only what is used is loaded. */
export async function openContentStore(location: ContentLocation): Promise<ContentStore> {
  switch (location.kind) {
    case 'folder':
      return folderStore(location.path);
    case 'temporary':
      return temporaryStore();
    case 'bucket':
      return (await import('./bucket.ts')).bucketStore(location);
  }
}
