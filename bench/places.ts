/** The products of the growth measurement: each with a long conversation and users in many conversations. */

import { copyMembership, copyMessage } from './bulk-rows.ts';
import type { Databases } from './database.ts';
import {
  collectionPath,
  createForm,
  firstPage,
  messageForm,
  messagesPath,
  participantForm,
  participantsPath,
  userConversationsPath,
} from './forms.ts';
import type { Helper } from './helper.ts';
import { sendExpecting } from './http.ts';
import { nextPagePath } from './pages.ts';
import { authorization, type ProductPlace, startProduct, stopProduct } from './product.ts';
import { progressLine } from './progress.ts';
import { announce, createService, fill } from './service.ts';
import type { Contender } from './slices.ts';

/** How much there is of everything. */
export interface Extents {
  readonly conversations: number;
  /** Of the long conversation. */
  readonly messages: number;
  /** Of the occasional and of the busy user. */
  readonly few: number;
  readonly many: number;
}

/** Paths of pages of 50 in the long conversation. */
export interface MessagePages {
  readonly first: string;
  readonly middle: string;
  readonly last: string;
  /** The newest first. */
  readonly newest: string;
  /** Pages from everywhere. */
  readonly any: readonly string[];
}

/** A product with its rows, ready to be measured. */
export interface Place {
  readonly extents: Extents;
  readonly product: Contender;
  /** The same product under a name that stands for the long conversation alone. */
  readonly talk: Contender;
  readonly pages: MessagePages;
  /** First pages of the users' conversations: one of one, one of 50. */
  readonly few: string;
  readonly many: string;
}

const maxPageSize = 1000;
/** The first of the members that a scenario expects in its conversations. */
const talker = 'reader-0';
const occasional = 'occasional';
const busy = 'busy';

/** Starts a product under a name and fills it. */
export async function preparePlace(
  name: string,
  extents: Extents,
  load: Helper,
  productPlace: ProductPlace,
  databases: Databases,
  connections: number,
): Promise<Place> {
  const databaseUrl = await databases.create();
  const filler = await startProduct(productPlace, databaseUrl);
  const serviceSid = await createService(filler);
  await announce(load, name, filler.port, serviceSid);
  await fill(load, name, 'conversations', extents.conversations, connections);
  await fill(load, name, 'members', extents.conversations, connections);
  const talk = await startTalk(filler.port, serviceSid);
  await stopProduct(filler);

  progressLine(`filling: ${extents.messages.toLocaleString('en')} messages`);
  await copyMessage(databaseUrl, talk, extents.messages);
  await copyMembership(databaseUrl, occasional, extents.few);
  await copyMembership(databaseUrl, busy, extents.many);

  const { port, pid } = await startProduct(productPlace, databaseUrl);
  await announce(load, name, port, serviceSid);
  const talkName = `${name} talk`;
  await announce(load, talkName, port, serviceSid, { from: 'list', sids: [talk] });
  return {
    extents,
    product: { target: name, pid },
    talk: { target: talkName, pid },
    pages: await pagesOf(port, messagesPath(serviceSid, talk)),
    few: firstPage(userConversationsPath(serviceSid, occasional), 1),
    many: firstPage(userConversationsPath(serviceSid, busy)),
  };
}

/** Makes a conversation with one message, and everybody in it; returns its sid. */
async function startTalk(port: number, serviceSid: string): Promise<string> {
  const post = (path: string, form: string) =>
    sendExpecting(port, 201, { method: 'POST', path, form, authorization });
  // A number that the load process does not get to, so that the unique name is free.
  const { body } = await post(collectionPath(serviceSid), createForm(900_000_000));
  const sid = /"sid":\s*"(CH[0-9a-f]{32})"/.exec(body)?.[1];
  if (sid === undefined) throw new Error(`no sid in the created conversation: ${body}`);
  for (const identity of [talker, occasional, busy])
    await post(participantsPath(serviceSid, sid), participantForm(identity));
  await post(messagesPath(serviceSid, sid), messageForm(0, talker));
  return sid;
}

async function pagesOf(port: number, path: string): Promise<MessagePages> {
  const first = firstPage(path);
  // In great steps: a token says where a page begins, and the request how much is on it.
  const steps = (await walk(port, firstPage(path, maxPageSize))).map((step) =>
    step.replace(`PageSize=${maxPageSize}`, 'PageSize=50'),
  );
  const toEnd = await walk(port, steps.at(-1) ?? first);
  const all = [first, ...steps, ...toEnd];
  return {
    first,
    middle: steps[Math.floor(steps.length / 2)] ?? toEnd[Math.floor(toEnd.length / 2)] ?? first,
    last: all.at(-1) ?? first,
    newest: `${first}&Order=desc`,
    any: all,
  };
}

/** Follows the pages to the last; returns the paths that it was led to. */
async function walk(port: number, from: string): Promise<string[]> {
  const paths: string[] = [];
  for (let path: string | null = from; path !== null; ) {
    const { body } = await sendExpecting(port, 200, { method: 'GET', path, authorization });
    path = nextPagePath(Buffer.from(body));
    if (path !== null) paths.push(path);
  }
  return paths;
}
