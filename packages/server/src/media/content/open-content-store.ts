import type { ContentLocation } from './content-location.ts';
import type { ContentStore } from './content-store.ts';
import { createFolderStore, createTemporaryStore } from './folder-store.ts';

/** Opens the configured content store; the modules of the others are not loaded. */
export async function openContentStore(location: ContentLocation): Promise<ContentStore> {
  switch (location.kind) {
    case 'folder':
      return createFolderStore(location.path);
    case 'temporary':
      return createTemporaryStore();
    case 'bucket':
      return (await import('./bucket-store.ts')).createBucketStore(location);
  }
}
