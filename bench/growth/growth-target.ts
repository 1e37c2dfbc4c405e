/** The products of the growth measurement: each with a long conversation, and users in many conversations. */

import { createReadStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { parseDatabaseUrl } from '../../packages/server/src/storage/database-url.ts';
import type { Helper } from '../helper-process.ts';
import { nextPagePath } from '../load/next-page-path.ts';
import {
  collectionPath,
  createForm,
  firstPage,
  messageForm,
  messagesPath,
  participantForm,
  participantsPath,
  userConversationsPath,
} from '../load/paths-and-forms.ts';
import { progressLine } from '../progress.ts';
import { type MeasuredTarget, measuredProduct } from '../scenarios/measure-sample.ts';
import type { Databases } from '../targets/databases.ts';
import { createService, fill, registerTarget } from '../targets/prepare-service.ts';
import { authorization, type ProductOptions, startProduct, stopProduct } from '../targets/product.ts';
import { sendExpecting } from '../targets/send-request.ts';
import { copyMembership, copyMessage } from './copy-rows.ts';

/** The number of rows of each kind. */
export interface DatasetSizes {
  readonly conversations: number;
  /** Messages of the long conversation. */
  readonly messages: number;
  /** Conversations of the occasional and of the busy user. */
  readonly few: number;
  readonly many: number;
}

/** Paths of pages of 50 messages in the long conversation. */
interface MessagePages {
  readonly first: string;
  readonly middle: string;
  readonly last: string;
  /** The first page in descending order. */
  readonly newest: string;
  /** Pages from all parts of the list. */
  readonly any: readonly string[];
}

/** A product with its rows, ready to be measured. */
export interface GrowthTarget {
  readonly sizes: DatasetSizes;
  readonly product: MeasuredTarget;
  /** The same product as a target that consists of the long conversation only. */
  readonly longConversation: MeasuredTarget;
  readonly pages: MessagePages;
  /** First pages of the users' conversations: one with one item, one with 50. */
  readonly few: string;
  readonly many: string;
  /** Reads the file of the database, so that the system has all of it in memory. */
  readonly readFile: () => Promise<void>;
}

const maxPageSize = 1000;
const readBytes = 1_048_576;
/** The first of the members that a scenario expects in its conversations. */
const messageAuthor = 'reader-0';
const occasional = 'occasional';
const busy = 'busy';
/** One byte is the least. With the cache, no request for one of 1,000 rows would read the database. */
const environment = { COLLOQUY_RESPONSE_CACHE_BYTES: '1' };

/** Starts a product under a name and fills it. */
export async function prepareGrowthTarget(
  name: string,
  sizes: DatasetSizes,
  load: Helper,
  productOptions: ProductOptions,
  databases: Databases,
  connections: number,
): Promise<GrowthTarget> {
  const databaseUrl = await databases.create();
  const filler = await startProduct(productOptions, databaseUrl);
  const serviceSid = await createService(filler);
  await registerTarget(load, name, filler.port, serviceSid);
  await fill(load, name, 'conversations', sizes.conversations, connections);
  await fill(load, name, 'members', sizes.conversations, connections);
  const longConversation = await createLongConversation(filler.port, serviceSid);
  await stopProduct(filler);

  progressLine(`filling: ${sizes.messages.toLocaleString('en')} messages`);
  await copyMessage(databaseUrl, longConversation, sizes.messages);
  await copyMembership(databaseUrl, occasional, sizes.few);
  await copyMembership(databaseUrl, busy, sizes.many);

  const product = await startProduct({ ...productOptions, environment }, databaseUrl);
  const { port } = product;
  await registerTarget(load, name, port, serviceSid);
  const longConversationName = `${name} talk`;
  await registerTarget(load, longConversationName, port, serviceSid, {
    from: 'list',
    sids: [longConversation],
  });
  return {
    sizes,
    product: measuredProduct(name, product),
    longConversation: measuredProduct(longConversationName, product),
    pages: await pagesOf(port, messagesPath(serviceSid, longConversation)),
    few: firstPage(userConversationsPath(serviceSid, occasional), 1),
    many: firstPage(userConversationsPath(serviceSid, busy)),
    readFile: () => readDatabaseFile(databaseUrl),
  };
}

async function readDatabaseFile(databaseUrl: string): Promise<void> {
  const location = parseDatabaseUrl(databaseUrl);
  if (location?.kind !== 'file') return;
  await finished(createReadStream(location.path, { highWaterMark: readBytes }).resume());
}

/** Creates a conversation with one message and all members; returns its SID. */
async function createLongConversation(port: number, serviceSid: string): Promise<string> {
  const post = (path: string, form: string) =>
    sendExpecting(port, 201, { method: 'POST', path, form, authorization });
  // A number that the load process never reaches, so that the unique name is free.
  const { body } = await post(collectionPath(serviceSid), createForm(900_000_000));
  const sid = /"sid":\s*"(CH[0-9a-f]{32})"/.exec(body)?.[1];
  if (sid === undefined) throw new Error(`the created conversation has no SID: ${body}`);
  for (const identity of [messageAuthor, occasional, busy])
    await post(participantsPath(serviceSid, sid), participantForm(identity));
  await post(messagesPath(serviceSid, sid), messageForm(0, messageAuthor));
  return sid;
}

async function pagesOf(port: number, path: string): Promise<MessagePages> {
  const first = firstPage(path);
  // In large steps: the token says where a page begins, and the request how long it is.
  const steps = (await followPages(port, firstPage(path, maxPageSize))).map((step) =>
    step.replace(`PageSize=${maxPageSize}`, 'PageSize=50'),
  );
  const toEnd = await followPages(port, steps.at(-1) ?? first);
  const all = [first, ...steps, ...toEnd];
  return {
    first,
    middle: steps[Math.floor(steps.length / 2)] ?? toEnd[Math.floor(toEnd.length / 2)] ?? first,
    last: all.at(-1) ?? first,
    newest: `${first}&Order=desc`,
    any: all,
  };
}

/** Follows the pages to the last one; returns their paths. */
async function followPages(port: number, from: string): Promise<string[]> {
  const paths: string[] = [];
  for (let path: string | null = from; path !== null; ) {
    const { body } = await sendExpecting(port, 200, { method: 'GET', path, authorization });
    path = nextPagePath(Buffer.from(body));
    if (path !== null) paths.push(path);
  }
  return paths;
}
