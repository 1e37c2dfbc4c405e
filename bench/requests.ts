/** The bytes of the requests: fixed parts are joined once, only sids and numbers change per request. */

import { nextPagePath } from './pages.ts';
import type { ScenarioName } from './scenarios.ts';

/** A server the load process drives. */
export interface Target {
  readonly name: string;
  readonly port: number;
  readonly authorization: string;
  readonly serviceSid: string;
  readonly sids: string[];
}

/** What one scenario sends and wants back; `slot` is the number of the connection. */
export interface RequestSource {
  readonly expectedStatus: number;
  readonly wantsBody: boolean;
  next(slot: number): string;
  /** Gets the body of each expected reply when `wantsBody` is set; the bytes are only lent. */
  received(slot: number, body: Buffer): void;
}

const hotRows = 5000;
const pageSize = 50;
const marker = '000000';

/** About 220 bytes of JSON, as an application would keep with a conversation. */
const attributes = JSON.stringify({
  order: marker,
  customer: { id: 48213, tier: 'gold', locale: 'en-GB' },
  channel: 'web',
  tags: ['billing', 'priority', 'follow-up'],
  source: 'checkout',
  cart: { items: 3, total: '129.90', currency: 'EUR', coupon: 'SPRING' },
});

const [attributesStart = '', attributesEnd = ''] = encodeURIComponent(attributes).split(marker);

/** Returns the path of the conversations of a service. */
export function collectionPath(serviceSid: string): string {
  return `/v1/Services/${serviceSid}/Conversations`;
}

/** Returns the path and query of the first page of conversations. */
export function firstPagePath(serviceSid: string): string {
  return `${collectionPath(serviceSid)}?PageSize=${pageSize}`;
}

/** Returns the form body that creates the conversation with this number. */
export function createForm(number: number): string {
  const digits = String(number).padStart(6, '0');
  return (
    `FriendlyName=Order+${digits}&UniqueName=order-${digits}` +
    `&Attributes=${attributesStart}${digits}${attributesEnd}`
  );
}

/** Returns the form body of an update; the number makes each one differ. */
export function updateForm(number: number): string {
  const digits = String(number).padStart(6, '0');
  return `FriendlyName=Changed+${digits}&Attributes=${attributesStart}${digits}${attributesEnd}`;
}

/** Returns the requests of a scenario; `nextNumber` gives numbers that are unique over the whole run. */
export function requestsOf(scenario: ScenarioName, target: Target, nextNumber: () => number): RequestSource {
  const { serviceSid, sids } = target;
  const collection = collectionPath(serviceSid);
  switch (scenario) {
    case 'create':
      return withoutBody(
        201,
        posts(
          target,
          () => collection,
          () => createForm(nextNumber()),
        ),
      );
    case 'fetch-hot':
      return withoutBody(200, gets(target, pathOfRandom(collection, evenlySpaced(sids, hotRows))));
    case 'fetch-uniform':
      return withoutBody(200, gets(target, pathOfRandom(collection, sids)));
    case 'list':
      return withoutBody(
        200,
        gets(target, () => firstPagePath(serviceSid)),
      );
    case 'list-walk':
      return walk(target);
    case 'update':
      return withoutBody(
        200,
        posts(target, pathOfRandom(collection, sids), () => updateForm(nextNumber())),
      );
  }
}

/** Returns requests that create conversations and hand the sid of each to `created`. */
export function fillRequests(
  target: Target,
  nextNumber: () => number,
  created: (sid: string) => void,
): RequestSource {
  const create = requestsOf('create', target, nextNumber);
  return {
    expectedStatus: create.expectedStatus,
    wantsBody: true,
    next: create.next,
    received: (_slot, body) => {
      const sid = /"sid":\s*"(CH[0-9a-f]{32})"/.exec(body.toString('latin1'))?.[1];
      if (sid === undefined) throw new Error(`no sid in the created conversation: ${body.toString()}`);
      created(sid);
    },
  };
}

/** Each connection follows next_page_url, and begins anew after the last page. */
function walk(target: Target): RequestSource {
  const first = firstPagePath(target.serviceSid);
  const paths: string[] = [];
  const tail = `${headersOf(target)}\r\n`;
  return {
    expectedStatus: 200,
    wantsBody: true,
    next: (slot) => `GET ${paths[slot] ?? first} HTTP/1.1\r\n${tail}`,
    received: (slot, body) => {
      paths[slot] = nextPagePath(body) ?? first;
    },
  };
}

function gets(target: Target, path: () => string): () => string {
  const tail = `${headersOf(target)}\r\n`;
  return () => `GET ${path()} HTTP/1.1\r\n${tail}`;
}

function posts(target: Target, path: () => string, body: () => string): () => string {
  const headers = `${headersOf(target)}Content-Type: application/x-www-form-urlencoded\r\nContent-Length: `;
  return () => {
    const form = body();
    return `POST ${path()} HTTP/1.1\r\n${headers}${form.length}\r\n\r\n${form}`;
  };
}

function headersOf(target: Target): string {
  return (
    `Host: 127.0.0.1:${target.port}\r\nAccept: application/json\r\n` +
    `Authorization: ${target.authorization}\r\n`
  );
}

function withoutBody(expectedStatus: number, next: () => string): RequestSource {
  return { expectedStatus, wantsBody: false, next, received: () => undefined };
}

function pathOfRandom(collection: string, sids: readonly string[]): () => string {
  return () => `${collection}/${sids[Math.floor(Math.random() * sids.length)] ?? ''}`;
}

/** Rows from everywhere in the table: rows created one after another would share pages of the database. */
function evenlySpaced(sids: readonly string[], count: number): string[] {
  const step = Math.max(1, sids.length / count);
  return Array.from(
    { length: Math.min(count, sids.length) },
    (_, index) => sids[Math.floor(index * step)] ?? '',
  );
}
