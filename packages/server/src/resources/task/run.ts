import type { Chore } from '../chore.ts';
import type { Tools } from '../handler.ts';
import { findTasks, removeTask, type Task } from './store.ts';

/** Tasks that one look takes up. */
const batch = 100;

/**
 * Does a part of a task, in as many transactions as it likes. A step may be repeated after a crash, and two
 * processes may do it at the same time, so it finds out what is left in the database.
 *
 * @returns whether the task is done.
 */
export type TaskStep = (tools: Tools, task: Task) => Promise<boolean>;

/** Makes the chore that goes on with tasks. One that fails does not stand in the way of others. */
export function runTasks(tools: Tools, steps: Readonly<Record<string, TaskStep>>): Chore {
  let last = 0;
  return async () => {
    const tasks = await tools.storage.read((reader) => reader.all(findTasks, { id: last, limit: batch }));
    last = tasks.length === batch ? (tasks.at(-1)?.id ?? 0) : 0;
    const outcomes = await Promise.allSettled(
      tasks.map(async (task) => {
        const done = (await steps[task.kind]?.(tools, task)) ?? true;
        if (done) await tools.storage.write((transaction) => transaction.remove(removeTask, task));
        return done;
      }),
    );
    const errors = outcomes.filter((outcome) => outcome.status === 'rejected').map(({ reason }) => reason);
    if (errors.length > 0) throw errors.length === 1 ? errors[0] : new AggregateError(errors);
    return last > 0 || outcomes.some((outcome) => outcome.status === 'fulfilled' && !outcome.value);
  };
}
