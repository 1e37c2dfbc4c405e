/** Measures whether requests cost more among more rows, on a small and a large product in turn. */

import type { Load } from '../helper-messages.ts';
import type { Helper } from '../helper-process.ts';
import type { Options } from '../options.ts';
import { progressLine } from '../progress.ts';
import type { GrowthMeasurement, GrowthResult } from '../reports/results.ts';
import type { Sample } from '../reports/samples.ts';
import { median, ratio } from '../reports/statistics.ts';
import { type MeasuredTarget, measureSample, speedRatios } from '../scenarios/measure-sample.ts';
import type { Databases } from '../targets/databases.ts';
import type { ProductOptions } from '../targets/product.ts';
import { type DatasetSizes, type GrowthTarget, prepareGrowthTarget } from './growth-target.ts';

// Both users have a second page, whose token costs time.
const small: DatasetSizes = { conversations: 1000, messages: 1000, few: 2, many: 51 };
/** The cost of reads should not grow; the rest is the difference between two runs of the same measurement. */
const flat = 1.25;
/** Requests that add rows enlarge the small set, so each sample has few of them, and they run last. */
const fewRequests = 2000;

interface Operation {
  readonly title: string;
  readonly of: keyof typeof nouns;
  readonly load: (growthTarget: GrowthTarget) => Load;
  readonly measuredTarget?: (growthTarget: GrowthTarget) => MeasuredTarget;
  readonly goal: number | null;
  readonly maxRequests: number | null;
}

const nouns = {
  conversations: 'conversations',
  messages: 'messages',
  few: 'memberships',
  many: 'memberships',
};
const reading = { goal: null, maxRequests: null } as const;
const page = { goal: flat, maxRequests: null } as const;
const adding = { goal: null, maxRequests: fewRequests } as const;

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
    measuredTarget: ({ longConversation }) => longConversation,
  },
  { ...adding, title: 'add a participant', of: 'conversations', load: () => ({ scenario: 'join' }) },
  { ...adding, title: 'create', of: 'conversations', load: () => ({ scenario: 'create' }) },
];

/** Measures time and CPU time per request among few rows and among the number in the options. */
export async function measureGrowth(
  load: Helper,
  productOptions: ProductOptions,
  databases: Databases,
  options: Options,
): Promise<GrowthResult[]> {
  const { rows, connections, seconds, rounds } = options;
  const memberships = Math.ceil(rows / 100);
  const large: DatasetSizes = { conversations: rows, messages: rows, few: memberships, many: memberships };
  const growthTargets = {
    small: await prepareGrowthTarget('small', small, load, productOptions, databases, connections),
    large: await prepareGrowthTarget('large', large, load, productOptions, databases, connections),
  };
  const measureOnce = (operation: Operation, growthTarget: GrowthTarget): Promise<Sample> => {
    const { measuredTarget = ({ product }) => product, maxRequests } = operation;
    const settings = { connections, seconds, maxRequests };
    return measureSample(load, measuredTarget(growthTarget), operation.load(growthTarget), settings);
  };

  // Both have just started, and the compiler needs to see all of the code first.
  for (const operation of operations) {
    progressLine(`growth: warming up, ${operation.title}`);
    for (const growthTarget of [growthTargets.small, growthTargets.large])
      await measureOnce(operation, growthTarget);
  }
  const results: GrowthResult[] = [];
  for (const operation of operations) {
    progressLine(`growth: ${operation.title}`);
    await growthTargets.large.readFile();
    const samples: { small: Sample[]; large: Sample[] } = { small: [], large: [] };
    for (let round = 0; round < rounds; round += 1) {
      samples.small.push(await measureOnce(operation, growthTargets.small));
      samples.large.push(await measureOnce(operation, growthTargets.large));
    }
    const sizes = {
      small: summariseGrowth(growthTargets.small.sizes[operation.of], samples.small),
      large: summariseGrowth(growthTargets.large.sizes[operation.of], samples.large),
    };
    results.push({
      operation: operation.title,
      of: nouns[operation.of],
      ...sizes,
      cpuRatio: ratio(sizes.large.cpuMicroseconds, sizes.small.cpuMicroseconds),
      timeRatio: median(speedRatios(samples.small, samples.large)),
      goal: operation.goal,
    });
  }
  return results;
}

function summariseGrowth(rows: number, samples: readonly Sample[]): GrowthMeasurement {
  return {
    rows,
    cpuMicroseconds: cpuOfAll(samples),
    requestsPerSecond: median(samples.map((sample) => sample.requestsPerSecond)),
  };
}

/** CPU time of all samples over requests of all samples, because a short sample is close to the clock's 10 ms. */
function cpuOfAll(samples: readonly Sample[]): number | null {
  let microseconds = 0;
  let requests = 0;
  for (const sample of samples) {
    if (sample.cpuMicrosecondsPerRequest === null) return null;
    microseconds += sample.cpuMicrosecondsPerRequest * sample.requests;
    requests += sample.requests;
  }
  return requests === 0 ? null : microseconds / requests;
}
