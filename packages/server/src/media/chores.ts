import type { Chore } from '../resources/chore.ts';
import type { Tools } from '../resources/handler.ts';
import { removeUnusedMedia } from '../resources/media/purge.ts';
import { removeDueContent } from '../resources/media/removal.ts';
import type { ContentStore } from './content-store.ts';

/** What has to be done about media without being asked. */
export const mediaChores = (
  tools: Pick<Tools, 'storage' | 'clock'>,
  store: ContentStore,
): readonly Chore[] => [
  () => removeUnusedMedia(tools),
  () => removeDueContent(tools.storage, tools.clock.now(), (sid) => store.remove(sid)),
];
