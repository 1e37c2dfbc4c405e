import { setTimeout as wait } from 'node:timers/promises';
import { KeyedMutex } from '../../platform/keyed-mutex.ts';
import { type ImportDeps, importRecords } from '../import-records.ts';
import type { Outcome } from '../writer/outcome.ts';
import type { ChangeQueue } from './change.ts';
import type { SeenObjects } from './seen-objects.ts';
import type { TwilioSource } from './twilio-source.ts';

interface MirrorOptions {
  /** Time between two walks, in milliseconds. */
  readonly intervalMs: number;
  /** What the first import has seen, as far as it has read. */
  readonly seen: SeenObjects;
  /** What webhooks have reported. */
  readonly changes: ChangeQueue;
  readonly signal: AbortSignal;
  readonly onImported: (outcome: Outcome) => void;
  /** Called with an error of a walk; the next one takes what it has missed. */
  readonly onError: (error: unknown) => void;
}

/** Time in which changes are read together: an event often comes with others of the same objects. */
const gatherMs = 200;

/**
 * Follows a source until the signal: walks it from time to time, which finds everything that is new, has changed or is
 * missing since an earlier walk, and reads what webhooks report at once.
 */
export async function mirror(deps: ImportDeps, source: TwilioSource, options: MirrorOptions): Promise<void> {
  const { intervalMs, seen, changes, signal, onImported, onError } = options;
  // Both bring new conversations, of which there is no row yet that a transaction could lock.
  const mutex = deps.mutex ?? new KeyedMutex();
  /** False if it is incomplete. */
  const importAll = async (batches: TwilioSource['batches']): Promise<boolean> => {
    try {
      onImported(await importRecords({ ...deps, mutex }, { ...source, batches }, { signal }));
      return true;
    } catch (error) {
      if (!signal.aborted) onError(error);
      return false;
    }
  };
  const walk = async () => {
    while (await waitUnlessAborted(intervalMs, signal)) {
      if (!(await importAll(() => seen.watch(source.batches())))) continue;
      const missing = seen.missing();
      if (await importAll(() => source.changed(missing))) seen.forget(missing);
    }
  };
  const follow = async () => {
    while (!signal.aborted) {
      await changes.wait(signal);
      if (await waitUnlessAborted(gatherMs, signal)) await importAll(() => source.changed(changes.take()));
    }
  };
  await Promise.all([walk(), follow()]);
}

const waitUnlessAborted = (durationMs: number, signal: AbortSignal): Promise<boolean> =>
  wait(durationMs, true, { signal }).catch(() => false);
