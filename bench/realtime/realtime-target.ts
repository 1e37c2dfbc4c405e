/** A product with users who are participants of conversations, and tokens for their clients. */

import { createHmac } from 'node:crypto';
import type { RequestSpec } from '../helper-messages.ts';
import { openConnections, runClosedLoop } from '../load/closed-loop.ts';
import {
  collectionPath,
  messageForm,
  messagesPath,
  participantForm,
  participantsPath,
} from '../load/paths-and-forms.ts';
import { progressLine } from '../progress.ts';
import { assertExpectedReplies } from '../scenarios/measure-sample.ts';
import { createService } from '../targets/prepare-service.ts';
import {
  accountSid,
  authorization,
  type Product,
  type ProductOptions,
  startProduct,
} from '../targets/product.ts';
import { sendExpecting } from '../targets/send-request.ts';
import type { MessageRequest } from './realtime-messages.ts';
import type { ClientSpec } from './twilsock-client.ts';

const connectionCount = 64;
/** The longest that is allowed: a session ends with its token, and a soak may last for hours. */
const tokenLifetimeSeconds = 86_400;

/** A product that is running, and what it takes to be a client of it. */
export interface RealtimeTarget {
  readonly product: Product;
  readonly databaseUrl: string;
  readonly serviceSid: string;
  readonly key: { readonly sid: string; readonly secret: string };
}

export async function startRealtimeTarget(
  productOptions: ProductOptions,
  databaseUrl: string,
): Promise<RealtimeTarget> {
  const product = await startProduct(productOptions, databaseUrl);
  const { body } = await sendExpecting(product.port, 201, {
    method: 'POST',
    path: `/2010-04-01/Accounts/${accountSid}/Keys.json`,
    form: 'FriendlyName=Bench',
    authorization,
  });
  const key: RealtimeTarget['key'] = JSON.parse(body);
  return { product, databaseUrl, serviceSid: await createService(product), key };
}

/** Starts the product again on the same database, on another port. */
export async function restart(
  realtimeTarget: RealtimeTarget,
  productOptions: ProductOptions,
): Promise<RealtimeTarget> {
  return { ...realtimeTarget, product: await startProduct(productOptions, realtimeTarget.databaseUrl) };
}

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Signs an access token as the official libraries do. */
export function signToken({ key, serviceSid }: RealtimeTarget, identity: string): string {
  const now = Math.floor(Date.now() / 1000);
  const content = [
    encode({ alg: 'HS256', typ: 'JWT', cty: 'twilio-fpa;v=1' }),
    encode({
      jti: `${key.sid}-${now}`,
      iat: now,
      exp: now + tokenLifetimeSeconds,
      iss: key.sid,
      sub: accountSid,
      grants: { identity, chat: { service_sid: serviceSid } },
    }),
  ].join('.');
  return `${content}.${createHmac('sha256', key.secret).update(content).digest('base64url')}`;
}

/** Sends requests over many connections, and returns the SIDs that the replies begin with, in any order. */
async function sendAll(
  { product }: RealtimeTarget,
  what: string,
  requests: readonly RequestSpec[],
): Promise<string[]> {
  const sids: string[] = [];
  const connections = await openConnections(product.port, Math.min(connectionCount, requests.length));
  const remaining = requests[Symbol.iterator]();
  const report = await runClosedLoop(
    connections,
    {
      expectedStatus: () => 201,
      wantsBody: true,
      next: () => {
        const { value } = remaining.next();
        if (value === undefined) throw new Error('all requests have been sent');
        return value;
      },
      onReplyBody: (_slot, body) => {
        sids.push(/"sid":\s*"([A-Z]{2}[0-9a-f]{32})"/.exec(body.toString())?.[1] ?? '');
      },
    },
    ({ method, path, form = '' }) =>
      `${method} ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: ${authorization}\r\n` +
      `Content-Type: application/x-www-form-urlencoded\r\nContent-Length: ${form.length}\r\n\r\n${form}`,
    { seconds: Infinity, requests: requests.length },
    (done) => progressLine(`creating: ${done.toLocaleString('en')} of ${requests.length} ${what}`),
  );
  assertExpectedReplies(`creating ${what}`, report);
  return sids;
}

/** Creates conversations, and returns their SIDs. */
export function createConversations(realtimeTarget: RealtimeTarget, count: number): Promise<string[]> {
  const path = collectionPath(realtimeTarget.serviceSid);
  return sendAll(
    realtimeTarget,
    'conversations',
    Array.from({ length: count }, () => ({ method: 'POST', path, form: '' })),
  );
}

/** Adds users to conversations. */
export async function addMembers(
  realtimeTarget: RealtimeTarget,
  members: readonly (readonly [identity: string, conversationSid: string])[],
): Promise<void> {
  await sendAll(
    realtimeTarget,
    'participants',
    members.map(([identity, conversationSid]) => ({
      method: 'POST',
      path: participantsPath(realtimeTarget.serviceSid, conversationSid),
      form: participantForm(identity),
    })),
  );
}

/** Creates one conversation with many participants, and the clients that watch it. */
export async function createRoom(
  realtimeTarget: RealtimeTarget,
  size: number,
): Promise<{ readonly clients: readonly ClientSpec[]; readonly request: MessageRequest }> {
  const [sid = ''] = await createConversations(realtimeTarget, 1);
  const identities = Array.from({ length: size }, (_, index) => `member-${index}`);
  await addMembers(
    realtimeTarget,
    identities.map((identity) => [identity, sid]),
  );
  return {
    clients: identities.map((identity) => ({
      token: signToken(realtimeTarget, identity),
      conversations: [sid],
    })),
    request: {
      port: realtimeTarget.product.port,
      authorization,
      path: messagesPath(realtimeTarget.serviceSid, sid),
      form: messageForm(1, 'member-0'),
    },
  };
}

const groupSize = 10;

/** Creates users in groups of ten, each of which shares some conversations, and returns their clients. */
export async function createGroups(
  realtimeTarget: RealtimeTarget,
  users: number,
  conversationsPerUser: number,
): Promise<ClientSpec[]> {
  const groups = Math.ceil(users / groupSize);
  const sids = await createConversations(realtimeTarget, groups * conversationsPerUser);
  const own = Array.from({ length: users }, (_, index) => {
    const first = Math.floor(index / groupSize) * conversationsPerUser;
    return { identity: `member-${index}`, conversations: sids.slice(first, first + conversationsPerUser) };
  });
  await addMembers(
    realtimeTarget,
    own.flatMap(({ identity, conversations }) =>
      conversations.map((sid): [string, string] => [identity, sid]),
    ),
  );
  return own.map(({ identity, conversations }) => ({
    token: signToken(realtimeTarget, identity),
    conversations,
  }));
}
