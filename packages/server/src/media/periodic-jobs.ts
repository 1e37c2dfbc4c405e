import type { PeriodicJob } from '../jobs/periodic-job.ts';
import type { HandlerDeps } from '../rest/handler.ts';
import { deleteDueContent } from './content/content-deletion.ts';
import type { ContentStore } from './content/content-store.ts';
import { deleteUnusedMedia } from './delete-unused-media.ts';

/** Creates the periodic jobs of media. */
export const mediaPeriodicJobs = (
  deps: Pick<HandlerDeps, 'storage' | 'clock'>,
  store: ContentStore,
): readonly PeriodicJob[] => [
  () => deleteUnusedMedia(deps),
  () => deleteDueContent(deps.storage, deps.clock.now(), (sid) => store.remove(sid)),
];
