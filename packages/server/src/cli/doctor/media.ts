import { assertWritable } from '../../media/content/assert-writable.ts';
import { openContentStore } from '../../media/content/open-content-store.ts';
import { StorageRefused, StorageUnavailable } from '../../storage/storage.ts';
import { type Check, ok, problem } from './finding.ts';

/** The key of an object that no media has. */
const missingKey = 'colloquy-doctor';

/** Whether media can be stored. */
export const checkMedia: Check = async ({ config: { media } }) => {
  const { location } = media;
  try {
    if (location.kind === 'temporary') return [ok('Media are in a temporary folder.')];
    if (location.kind === 'folder') {
      await assertWritable(location.path);
      return [ok(`Media can be stored in ${location.path}.`)];
    }
    const store = await openContentStore(location);
    await store.open(missingKey);
    await store.close();
    return [ok(`The bucket for media responds at ${new URL(location.url).host}.`)];
  } catch (error) {
    if (error instanceof StorageRefused)
      return [problem(error.message, 'Change the owner or the mode of the folder.')];
    if (error instanceof StorageUnavailable)
      return [problem(error.message, 'Check COLLOQUY_MEDIA_URL and the access key of the bucket.')];
    throw error;
  }
};
