import { type SearchKind, searchKinds } from '@colloquy/contract';
import { lockCursor } from '../events/cursor.ts';
import type { PeriodicJob } from '../jobs/periodic-job.ts';
import type { Clock } from '../platform/clock.ts';
import { instant } from '../platform/instant.ts';
import type { Storage, Transaction } from '../storage/storage.ts';
import { findActivitySids, noteActivity } from './activity.ts';
import {
  addBuild,
  type BuildRow,
  findAccountWithoutBuild,
  findRunningBuild,
  findServiceFrom,
  lockBuild,
  setBuild,
} from './build-store.ts';
import { findDocumentSids } from './documents.ts';
import { type IndexedService, indexObjects } from './index-objects.ts';
import { consumerName } from './search-consumer.ts';
import { findSourceSids } from './sources.ts';

/** Rows that one transaction looks at; on SQLite, requests wait for it, up to ten milliseconds. */
const batchSize = 50;
/** Estimated main-thread cost of one of them. */
const costPerRowMs = 0.2;

/** The steps in a service. The last two remove what the index has of rows that no longer exist. */
type Step = SearchKind | 'document' | 'activity';
const steps: readonly Step[] = [...searchKinds, 'document', 'activity'];

/** What a step looks at. */
const findSids = { ...findSourceSids, document: findDocumentSids, activity: findActivitySids };

interface BuildDeps {
  readonly storage: Storage;
  readonly clock: Clock;
  /** Resolves when background work of this cost may begin. */
  readonly acquire: (costMs: number) => Promise<void>;
}

/**
 * Creates the periodic job that looks at every row of an account and corrects its document: once for each account, for
 * what existed before the consumer, and when a rebuild is requested. Searches use the documents meanwhile. It continues
 * after a restart where it was.
 */
export const buildIndexes =
  ({ storage, clock, acquire }: BuildDeps): PeriodicJob =>
  async () => {
    const running = await storage.read((reader) => reader.one(findRunningBuild, {}));
    if (running === undefined) {
      const account = await storage.read((reader) => reader.one(findAccountWithoutBuild, {}));
      if (account === undefined) return false;
      await storage.write((transaction) => transaction.insert(addBuild, newBuild(account.sid, clock.now())));
      return true;
    }
    await acquire(batchSize * costPerRowMs);
    return storage.background.write((transaction) =>
      buildBatch(transaction, running.account_sid, clock.now()),
    );
  };

/** The first state of a build. */
export const newBuild = (account_sid: string, now: number): BuildRow => ({
  account_sid,
  state: 'building',
  step: searchKinds[0],
  service_id: 0,
  after_sid: '',
  checked_count: 0,
  date_started: instant(now),
  date_finished: null,
});

/** Looks at the next rows of an account, and returns whether there is more to do at once. */
async function buildBatch(transaction: Transaction, account_sid: string, now: number): Promise<boolean> {
  // Neither the consumer nor another process changes documents meanwhile, so rows and documents fit together.
  const cursor = await transaction.lock(lockCursor, { consumer: consumerName });
  if (cursor === undefined) return false;
  // A rebuild that is requested meanwhile waits, so that it is not overwritten.
  const build = await transaction.lock(lockBuild, { account_sid });
  if (build === undefined || build.state !== 'building') return true;
  const service = await transaction.one(findServiceFrom, { account_sid, id: build.service_id });
  await transaction.update(
    setBuild,
    service === undefined
      ? { ...build, state: 'ready', date_finished: instant(now) }
      : await buildService(transaction, service, build),
  );
  return true;
}

/** Looks at the next rows of a service, and returns where the build then is. */
async function buildService(
  transaction: Transaction,
  service: IndexedService,
  build: BuildRow,
): Promise<BuildRow> {
  // The service of the last batch may have been deleted.
  const position = service.id === build.service_id ? build : { step: searchKinds[0], after_sid: '' };
  const step = steps.find((each) => each === position.step) ?? searchKinds[0];
  const found = await transaction.all(findSids[step], {
    service_id: service.id,
    after: position.after_sid,
    limit: batchSize,
  });
  const sids = found.map(({ sid }) => sid);
  if (step !== 'activity') await indexObjects(transaction, service, sids);
  if (step === 'conversation' || step === 'activity') await noteActivity(transaction, service.id, sids);
  const checked_count = build.checked_count + sids.length;
  const last = sids.at(-1);
  if (last !== undefined && sids.length === batchSize)
    return { ...build, service_id: service.id, step, after_sid: last, checked_count };
  const next = steps[steps.indexOf(step) + 1];
  return {
    ...build,
    service_id: next === undefined ? service.id + 1 : service.id,
    step: next ?? searchKinds[0],
    after_sid: '',
    checked_count,
  };
}
