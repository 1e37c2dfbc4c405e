import type { HandlerDeps } from '../rest/handler.ts';
import type { PeriodicJob } from './periodic-job.ts';
import { findJobs, type Job, removeJob } from './store.ts';

/** Jobs that one batch runs. */
const maxJobsPerBatch = 100;

/**
 * Does a part of a job, in any number of transactions. A part may be repeated after a crash, and two processes may do
 * it at the same time, so the handler finds out from the database what is left to do.
 *
 * @returns whether the job is done.
 */
export type JobHandler = (deps: HandlerDeps, job: Job) => Promise<boolean>;

/**
 * Creates the periodic job that advances every job by one part, and removes those that are done. A job that fails is
 * run again in the next round and does not delay others.
 *
 * @param handlers by the kind of job. A job without a handler is removed.
 */
export function createJobRunner(
  deps: HandlerDeps,
  handlers: Readonly<Record<string, JobHandler>>,
): PeriodicJob {
  let lastId = 0;
  return async () => {
    const jobs = await deps.storage.read((reader) =>
      reader.all(findJobs, { id: lastId, limit: maxJobsPerBatch }),
    );
    lastId = jobs.length === maxJobsPerBatch ? (jobs.at(-1)?.id ?? 0) : 0;
    const outcomes = await Promise.allSettled(
      jobs.map(async (job) => {
        const done = (await handlers[job.kind]?.(deps, job)) ?? true;
        if (done) await deps.storage.write((transaction) => transaction.remove(removeJob, job));
        return done;
      }),
    );
    const errors = outcomes.filter((outcome) => outcome.status === 'rejected').map(({ reason }) => reason);
    if (errors.length > 0) throw errors.length === 1 ? errors[0] : new AggregateError(errors);
    return lastId > 0 || outcomes.some((outcome) => outcome.status === 'fulfilled' && !outcome.value);
  };
}
