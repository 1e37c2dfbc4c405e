import type { Clock } from '../platform/clock.ts';
import type { Storage, Transaction } from '../storage/storage.ts';
import type { Person } from './person.ts';

/** The kinds of data that an erasure counts. */
export const countedKinds = [
  'users',
  'bindings',
  'participants',
  'messages',
  'media',
  'conversations',
  'deliveries',
  'idempotency_keys',
  'events',
] as const;

type CountedKind = (typeof countedKinds)[number];
export type Counts = Readonly<Record<CountedKind, number>>;

export const noCounts: Counts = {
  users: 0,
  bindings: 0,
  participants: 0,
  messages: 0,
  media: 0,
  conversations: 0,
  deliveries: 0,
  idempotency_keys: 0,
  events: 0,
};

export function addCounts(one: Counts, other: Partial<Counts>): Counts {
  const sum = { ...one };
  for (const kind of countedKinds) sum[kind] += other[kind] ?? 0;
  return sum;
}

/** What all parts of an erasure share. */
export interface ErasureContext {
  readonly storage: Storage;
  readonly clock: Clock;
  readonly accountSid: string;
  readonly person: Person;
  /** Whether messages stay, without author, text and media. */
  readonly keepsStructure: boolean;
}

/** A service of the account. */
export interface ErasureService {
  readonly id: number;
  readonly sid: string;
}

/** Where data are, as far as legal holds are concerned. */
export interface HoldScope {
  readonly service_id: number;
  readonly conversation_sid: string | null;
}

/** Some of the person's data, which one transaction erases. */
export interface ErasureStep {
  /** A hold on one of these forbids the step. */
  readonly scopes: readonly HoldScope[];
  /** What it has found. */
  readonly found: Partial<Counts>;
  /** Erases what is still there, and resolves with what it has erased. */
  erase(transaction: Transaction): Promise<Partial<Counts>>;
}

/** Finds the data of one kind, from the beginning. Data that are erased meanwhile are not found again. */
export type FindSteps = (
  context: ErasureContext,
  services: readonly ErasureService[],
) => AsyncGenerator<ErasureStep>;
