/** The requests of each kind of load. */

import type { Dialect, Load, RequestSpec } from '../helper-messages.ts';
import { type Mix, type ScenarioName, scenarioOf } from '../scenarios/scenarios.ts';
import {
  countConversationsWithMessages,
  memberAt,
  members,
  pickEvenly,
  pickRandom,
} from './membership-plan.ts';
import { nextPagePath } from './next-page-path.ts';
import {
  collectionPath,
  createForm,
  firstPage,
  messageForm,
  messagesPath,
  participantForm,
  participantsPath,
  updateForm,
  userConversationsPath,
} from './paths-and-forms.ts';

/** A server that the load process sends requests to. */
export interface Target {
  readonly name: string;
  readonly port: number;
  readonly dialect: Dialect;
  readonly authorization: string | null;
  readonly serviceSid: string;
  readonly sids: string[];
  readonly webhooks: boolean;
}

/** The requests of one kind of load; `slot` is the number of the connection. */
export interface RequestSource {
  /** The expected status of the reply to the last request of a connection. */
  expectedStatus(slot: number): number;
  readonly wantsBody: boolean;
  next(slot: number): RequestSpec;
  /** Receives the body of each expected reply when `wantsBody` is set; the bytes are valid only during the call. */
  onReplyBody(slot: number, body: Buffer): void;
}

const hotRowCount = 5000;
/** Identities to add to conversations: each is added to some tens of them in a run. */
const joinerCount = 5000;

/** Returns the requests of a load; `nextNumber` returns numbers that are unique in the whole run. */
export function requestsOf(load: Load, target: Target, nextNumber: () => number): RequestSource {
  if ('paths' in load) return withoutBody(200, () => get(pickRandom(load.paths)));
  if (load.scenario === 'list-walk') return walkPages(target);
  const { expectedStatus, mix } = scenarioOf(load.scenario);
  if (load.scenario === 'mixed') return mixed(mix ?? [], target, nextNumber);
  return withoutBody(expectedStatus, nextRequestOf(load.scenario, target, nextNumber));
}

function nextRequestOf(
  scenario: Exclude<ScenarioName, 'list-walk' | 'mixed'>,
  { serviceSid, sids }: Target,
  nextNumber: () => number,
): () => RequestSpec {
  const collection = collectionPath(serviceSid);
  switch (scenario) {
    case 'create':
      return () => post(collection, createForm(nextNumber()));
    case 'fetch-hot': {
      const hot = pickEvenly(sids, hotRowCount);
      return () => get(`${collection}/${pickRandom(hot)}`);
    }
    case 'fetch-uniform':
      return () => get(`${collection}/${pickRandom(sids)}`);
    case 'list':
      return () => get(firstPage(collection));
    case 'update':
      return () => post(`${collection}/${pickRandom(sids)}`, updateForm(nextNumber()));
    case 'post': {
      const { count } = members(sids);
      return () => {
        const { conversation, identity } = memberAt(sids, Math.floor(Math.random() * count));
        return post(messagesPath(serviceSid, conversation), messageForm(nextNumber(), identity));
      };
    }
    case 'post-one': {
      const { conversation, identity } = memberAt(sids, members(sids).count - 1);
      const path = messagesPath(serviceSid, conversation);
      return () => post(path, messageForm(nextNumber(), identity));
    }
    case 'list-messages': {
      const count = countConversationsWithMessages(sids);
      return () => {
        const { conversation } = memberAt(sids, Math.floor(Math.random() * count));
        return get(firstPage(messagesPath(serviceSid, conversation)));
      };
    }
    case 'join':
      return () => {
        const number = nextNumber();
        // No pair is repeated before all have been used.
        const lap = Math.floor(number / sids.length);
        const identity = `agent-${(number + lap) % joinerCount}`;
        return post(
          participantsPath(serviceSid, sids[number % sids.length] ?? ''),
          participantForm(identity),
        );
      };
    case 'user-conversations': {
      const { users } = members(sids);
      return () => {
        const { identity } = memberAt(sids, Math.floor(Math.random() * users));
        return get(firstPage(userConversationsPath(serviceSid, identity)));
      };
    }
  }
}

/** Each connection follows next_page_url, and starts again after the last page. */
function walkPages({ serviceSid }: Target): RequestSource {
  const first = firstPage(collectionPath(serviceSid));
  const paths: string[] = [];
  return {
    expectedStatus: () => 200,
    wantsBody: true,
    next: (slot) => get(paths[slot] ?? first),
    onReplyBody: (slot, body) => {
      paths[slot] = nextPagePath(body) ?? first;
    },
  };
}

/** Requests of other scenarios, in random order. */
function mixed(mix: Mix, target: Target, nextNumber: () => number): RequestSource {
  // A hundred sources: as many of each scenario as its percentage.
  const sources = mix.flatMap(({ scenario, percentage }) => {
    const source = requestsOf({ scenario }, target, nextNumber);
    return Array.from({ length: percentage }, () => source);
  });
  const [first] = sources;
  if (first === undefined) throw new RangeError('The mix has no scenarios.');
  const current: RequestSource[] = [];
  return {
    expectedStatus: (slot) => (current[slot] ?? first).expectedStatus(slot),
    wantsBody: false,
    next: (slot) => {
      const source = sources[Math.floor(Math.random() * sources.length)] ?? first;
      current[slot] = source;
      return source.next(slot);
    },
    onReplyBody: () => undefined,
  };
}

export function withoutBody(status: number, next: () => RequestSpec): RequestSource {
  return { expectedStatus: () => status, wantsBody: false, next, onReplyBody: () => undefined };
}

export function post(path: string, form: string): RequestSpec {
  return { method: 'POST', path, form };
}

function get(path: string): RequestSpec {
  return { method: 'GET', path };
}
