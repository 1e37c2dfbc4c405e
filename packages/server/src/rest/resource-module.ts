import type { Resource } from '@colloquy/contract';
import type { JobHandler } from '../jobs/job-runner.ts';
import type { PeriodicJob } from '../jobs/periodic-job.ts';
import type { CascadeDelete } from './cascade-delete.ts';
import type { HandlersOf } from './handler.ts';

/** What a resource brings to the server; each folder exports one. */
export interface ResourceModule<R extends Resource> {
  readonly handlers: HandlersOf<R>;
  /** What it does without being asked. */
  readonly periodicJobs?: readonly PeriodicJob[];
  /** What of it is left when a service or a conversation has been deleted. */
  readonly cascadeDeletes?: readonly CascadeDelete[];
  /** Steps of the work that its requests leave for later, by the kind of task. */
  readonly jobs?: Readonly<Record<string, JobHandler>>;
}
