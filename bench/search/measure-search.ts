/** Measures searches among many messages, and what the index costs those who create messages. */

import { setTimeout as sleep } from 'node:timers/promises';
import type { Helper } from '../helper-process.ts';
import { messageForm, messagesPath } from '../load/paths-and-forms.ts';
import type { Options } from '../options.ts';
import { progressLine } from '../progress.ts';
import type { Sample } from '../reports/samples.ts';
import type { SearchQueryResult, SearchResults } from '../reports/search-results.ts';
import { median } from '../reports/statistics.ts';
import {
  type MeasuredTarget,
  measuredProduct,
  measureSample,
  speedRatios,
  summarise,
} from '../scenarios/measure-sample.ts';
import type { Databases } from '../targets/databases.ts';
import { createService, fill, registerTarget } from '../targets/prepare-service.ts';
import {
  authorization,
  type Product,
  type ProductOptions,
  startProduct,
  stopProduct,
} from '../targets/product.ts';
import { sendExpecting } from '../targets/send-request.ts';
import { collectStatistics, fillMessages } from './fill-messages.ts';
import { words } from './vocabulary.ts';

/** Conversations of the messages, and those in which messages are created. */
const conversationCount = 10_000;
/** Searches of each kind. */
const queryCount = 200;
/** The index makes way for requests after a tenth of a second of load, which should not be a large part of a sample. */
const writeSeconds = (seconds: number) => 4 * seconds;
const searchPath = '/colloquy/v1/search';

export async function measureSearch(
  load: Helper,
  productOptions: ProductOptions,
  databases: Databases,
  options: Options,
): Promise<SearchResults> {
  const { rows, rounds, seconds, connections } = options;
  const databaseUrl = await databases.create();
  const serviceSid = await prepare('search', databaseUrl);
  const conversations = await conversationsOf(databaseUrl, serviceSid);
  const [first = ''] = conversations;
  await fillMessages(databaseUrl, first, conversations, rows);
  const builder = await startProduct(productOptions, databaseUrl);
  const buildSeconds = await awaitIndex(builder);
  await stopProduct(builder);
  await collectStatistics(databaseUrl);
  const product = await startProduct(productOptions, databaseUrl);
  await registerTarget(load, 'search', product.port, serviceSid);
  const queries: SearchQueryResult[] = [];
  for (const { title, query } of queryKinds(conversations)) {
    progressLine(`search: ${title}`);
    const paths = Array.from({ length: queryCount }, (_, index) => `${searchPath}?${query(index)}`);
    const samples: Sample[] = [];
    for (let round = 0; round <= rounds; round += 1)
      samples.push(
        await measureSample(
          load,
          measuredProduct('search', product),
          { paths },
          { connections: 1, seconds, maxRequests: null },
        ),
      );
    // The first sample warms up.
    queries.push({ title, example: query(0), summary: summarise(samples.slice(1)) });
  }
  await stopProduct(product);
  return { messages: rows, buildSeconds, queries, ...(await measureWrites()) };

  /** Creates a service with conversations, and a message in the first one. */
  async function prepare(name: string, url: string): Promise<string> {
    const filler = await startProduct(productOptions, url);
    const sid = await createService(filler);
    await registerTarget(load, name, filler.port, sid);
    await fill(load, name, 'conversations', Math.min(conversationCount, rows), connections);
    await fill(load, name, 'members', Math.min(conversationCount, rows), connections);
    await stopProduct(filler);
    return sid;
  }

  async function conversationsOf(url: string, sid: string): Promise<string[]> {
    const filler = await startProduct(productOptions, url);
    const { body } = await sendExpecting(filler.port, 200, {
      method: 'GET',
      path: `/v1/Services/${sid}/Conversations?PageSize=1000`,
      authorization,
    });
    const sids = [...body.matchAll(/"sid":"(CH[0-9a-f]{32})"/g)].map(([, found = '']) => found);
    await sendExpecting(filler.port, 201, {
      method: 'POST',
      path: messagesPath(sid, sids[0] ?? ''),
      authorization,
      form: messageForm(1, 'bench'),
    });
    await stopProduct(filler);
    return sids;
  }

  /** Creates messages on a server with a search and on one without, in turn. */
  async function measureWrites(): Promise<
    Pick<SearchResults, 'withSearch' | 'withoutSearch' | 'speedRatio'>
  > {
    const sides = [
      { name: 'with search', environment: {} },
      { name: 'without search', environment: { COLLOQUY_SEARCH: '0' } },
    ];
    const targets: MeasuredTarget[] = [];
    for (const { name, environment } of sides) {
      const url = await databases.create();
      const sid = await prepare(name, url);
      const started = await startProduct({ ...productOptions, environment }, url);
      await registerTarget(load, name, started.port, sid);
      targets.push(measuredProduct(name, started));
    }
    const samples = sides.map((): Sample[] => []);
    for (let round = 0; round <= rounds; round += 1) {
      progressLine(`search: writes, round ${round} of ${rounds}`);
      for (const [index, measured] of targets.entries()) {
        const settings = { connections, seconds: writeSeconds(seconds), maxRequests: null };
        const sample = await measureSample(load, measured, { scenario: 'post' }, settings);
        if (round > 0) samples[index]?.push(sample);
      }
    }
    const [withSearch = [], withoutSearch = []] = samples;
    return {
      withSearch: summarise(withSearch),
      withoutSearch: summarise(withoutSearch),
      speedRatio: median(speedRatios(withSearch, withoutSearch)),
    };
  }
}

/** Waits until the index is built, and returns how long that took since the start. */
async function awaitIndex({ port }: Product): Promise<number> {
  const started = performance.now();
  for (;;) {
    const { body } = await sendExpecting(port, 200, {
      method: 'GET',
      path: `${searchPath}/index`,
      authorization,
    });
    if (body.includes('"state":"ready"')) return (performance.now() - started) / 1000;
    progressLine(`building the index: ${/"checked_count":(\d+)/.exec(body)?.[1] ?? ''} checked`);
    await sleep(100);
  }
}

/** The kinds of searches, each with the parameters of one of them by its number. */
const queryKinds = (
  conversations: readonly string[],
): { title: string; query: (index: number) => string }[] => [
  { title: 'a word of every second message', query: (index) => `Query=${words[index % 3]}+` },
  { title: 'a frequent word', query: (index) => `Query=${words[10 + (index % 40)]}+` },
  { title: 'a rare word', query: (index) => `Query=${words[20_000 + index * 100]}+` },
  { title: 'two words', query: (index) => `Query=${words[index % 20]}+${words[20 + index]}+` },
  { title: 'while typing', query: (index) => `Query=${words[100 + index * 50]?.slice(0, 3 + (index % 3))}` },
  {
    title: 'a word, then while typing',
    query: (index) => `Query=${words[index % 50]}+${words[100 + index * 50]?.slice(0, 3 + (index % 3))}`,
  },
  {
    title: 'a word in a conversation',
    query: (index) =>
      `Query=${words[index % 50]}+&ConversationSid=${conversations[(index * 7) % conversations.length]}`,
  },
  {
    title: 'until a day, without a word',
    query: (index) => `EndDate=1990-01-${String(1 + (index % 28)).padStart(2, '0')}`,
  },
];
