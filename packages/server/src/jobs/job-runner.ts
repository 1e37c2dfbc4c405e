import type { HandlerDeps } from '../rest/handler.ts';
import type { PeriodicJob } from './periodic-job.ts';
import { findJobs, type Job, removeJob } from './store.ts';

/** Tasks that one look takes up. */
const maxJobsPerRun = 100;

/**
 * Does a part of a task, in as many transactions as it likes. A step may be repeated after a crash, and two
 * processes may do it at the same time, so it finds out what is left in the database.
 *
 * @returns whether the task is done.
 */
export type JobHandler = (deps: HandlerDeps, job: Job) => Promise<boolean>;

/** Makes the chore that goes on with tasks. One that fails does not stand in the way of others. */
export function createJobRunner(
  deps: HandlerDeps,
  handlers: Readonly<Record<string, JobHandler>>,
): PeriodicJob {
  let lastId = 0;
  return async () => {
    const jobs = await deps.storage.read((reader) =>
      reader.all(findJobs, { id: lastId, limit: maxJobsPerRun }),
    );
    lastId = jobs.length === maxJobsPerRun ? (jobs.at(-1)?.id ?? 0) : 0;
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
