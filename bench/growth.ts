/** Does a request cost more when there is more? Two products, a small and a large one, in turn. */

import type { Databases } from './database.ts';
import type { Helper } from './helper.ts';
import type { Load } from './messages.ts';
import type { Options } from './options.ts';
import { type Extents, type Place, preparePlace } from './places.ts';
import type { ProductPlace } from './product.ts';
import { progressLine } from './progress.ts';
import type { Extent, GrowthResult, Slice } from './results.ts';
import { type Contender, measureSlice, speedQuotients } from './slices.ts';
import { median, ratio } from './statistics.ts';

const small: Extents = { conversations: 1000, messages: 1000, few: 1, many: 50 };
/** Reading is to be flat; what is above it is more than two runs of the same differ by. */
const flat = 1.25;
/** What adds rows makes the small set grow, so it gets few requests per slice, and comes last. */
const fewRequests = 2000;

interface Operation {
  readonly title: string;
  readonly of: keyof typeof nouns;
  readonly load: (place: Place) => Load;
  readonly contender?: (place: Place) => Contender;
  readonly goal: number | null;
  readonly maximumRequests: number | null;
}

const nouns = {
  conversations: 'conversations',
  messages: 'messages',
  few: 'memberships',
  many: 'memberships',
};
const reading = { goal: null, maximumRequests: null } as const;
const page = { goal: flat, maximumRequests: null } as const;
const adding = { goal: null, maximumRequests: fewRequests } as const;

const operations: readonly Operation[] = [
  { ...reading, title: 'fetch, any row', of: 'conversations', load: () => ({ scenario: 'fetch-uniform' }) },
  { ...page, title: 'list of 50, first page', of: 'conversations', load: () => ({ scenario: 'list' }) },
  { ...page, title: 'messages, first page', of: 'messages', load: ({ pages }) => ({ paths: [pages.first] }) },
  {
    ...page,
    title: 'messages, page in the middle',
    of: 'messages',
    load: ({ pages }) => ({ paths: [pages.middle] }),
  },
  { ...page, title: 'messages, last page', of: 'messages', load: ({ pages }) => ({ paths: [pages.last] }) },
  {
    ...page,
    title: 'messages, newest first',
    of: 'messages',
    load: ({ pages }) => ({ paths: [pages.newest] }),
  },
  { ...reading, title: 'messages, any page', of: 'messages', load: ({ pages }) => ({ paths: pages.any }) },
  { ...page, title: "user's conversations, page of 1", of: 'few', load: ({ few }) => ({ paths: [few] }) },
  { ...page, title: "user's conversations, page of 50", of: 'many', load: ({ many }) => ({ paths: [many] }) },
  { ...reading, title: 'update, any row', of: 'conversations', load: () => ({ scenario: 'update' }) },
  { ...adding, title: 'post, many conversations', of: 'conversations', load: () => ({ scenario: 'post' }) },
  {
    ...adding,
    title: 'post, one conversation',
    of: 'messages',
    load: () => ({ scenario: 'post-one' }),
    contender: ({ talk }) => talk,
  },
  { ...adding, title: 'add a participant', of: 'conversations', load: () => ({ scenario: 'join' }) },
  { ...adding, title: 'create', of: 'conversations', load: () => ({ scenario: 'create' }) },
];

/** Measures time and CPU time per request among few rows and among those of the options. */
export async function measureGrowth(
  load: Helper,
  productPlace: ProductPlace,
  databases: Databases,
  options: Options,
): Promise<GrowthResult[]> {
  const { rows, connections, seconds, rounds } = options;
  const memberships = Math.ceil(rows / 100);
  const large: Extents = { conversations: rows, messages: rows, few: memberships, many: memberships };
  const places = {
    small: await preparePlace('small', small, load, productPlace, databases, connections),
    large: await preparePlace('large', large, load, productPlace, databases, connections),
  };
  const take = (operation: Operation, place: Place): Promise<Slice> => {
    const { contender = ({ product }) => product, maximumRequests } = operation;
    const settings = { connections, seconds, maximumRequests };
    return measureSlice(load, contender(place), operation.load(place), settings);
  };

  // Both have just been started, and the compiler is not done before it has seen everything.
  for (const operation of operations) {
    progressLine(`growth: warming up, ${operation.title}`);
    for (const place of [places.small, places.large]) await take(operation, place);
  }
  const results: GrowthResult[] = [];
  for (const operation of operations) {
    progressLine(`growth: ${operation.title}`);
    const slices: { small: Slice[]; large: Slice[] } = { small: [], large: [] };
    for (let round = 0; round < rounds; round += 1) {
      slices.small.push(await take(operation, places.small));
      slices.large.push(await take(operation, places.large));
    }
    const extents = {
      small: extentOf(places.small.extents[operation.of], slices.small),
      large: extentOf(places.large.extents[operation.of], slices.large),
    };
    results.push({
      operation: operation.title,
      of: nouns[operation.of],
      ...extents,
      cpuRatio: ratio(extents.large.cpuMicroseconds, extents.small.cpuMicroseconds),
      timeRatio: median(speedQuotients(slices.small, slices.large)),
      goal: operation.goal,
    });
  }
  return results;
}

function extentOf(rows: number, slices: readonly Slice[]): Extent {
  return {
    rows,
    cpuMicroseconds: cpuOfAll(slices),
    requestsPerSecond: median(slices.map((slice) => slice.requestsPerSecond)),
  };
}

/** CPU time of all slices over requests of all slices: short slices are near the 10 ms of the clock. */
function cpuOfAll(slices: readonly Slice[]): number | null {
  let microseconds = 0;
  let requests = 0;
  for (const slice of slices) {
    if (slice.cpuMicrosecondsPerRequest === null) return null;
    microseconds += slice.cpuMicrosecondsPerRequest * slice.requests;
    requests += slice.requests;
  }
  return requests === 0 ? null : microseconds / requests;
}
