import type { Resource } from '@colloquy/contract';
import type { JobHandler } from '../jobs/job-runner.ts';
import type { PeriodicJob } from '../jobs/periodic-job.ts';
import type { CascadeDelete } from '../rest/cascade-delete.ts';
import type { HandlerDeps, HandlersOf } from '../rest/handler.ts';

/** What a resource consists of; each folder exports one. */
export interface ResourceDefinition<R extends Resource> {
  readonly handlers: HandlersOf<R>;
  /** Work that becomes due by itself. */
  readonly periodicJob?: (deps: HandlerDeps) => PeriodicJob;
  /** How its rows are deleted after the service or the conversation that contained them. */
  readonly cascadeDeletes?: readonly CascadeDelete[];
  /** Handlers of the jobs that its commands enqueue, by the kind of job. */
  readonly jobHandlers?: Readonly<Record<string, JobHandler>>;
}
