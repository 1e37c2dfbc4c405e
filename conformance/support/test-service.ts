import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll } from 'vitest';
import type { ConversationObject, ConversationPage, ServiceObject } from './api-objects.ts';
import { expectEmpty, expectSuccess } from './expectations.ts';
import type { Api, Fields, Reply } from './http.ts';

/** The two mounts of paths: below a service, and the account paths for the account's default service. */
export const mounts = ['service', 'account'] as const;
export type Mount = (typeof mounts)[number];

/** Returns a name that nothing else uses. */
export const uniqueName = (prefix = 'name'): string => `${prefix}-${randomBytes(8).toString('hex')}`;

/** Returns a well-formed SID that belongs to nothing. */
export const unknownSid = (prefix: string): string => `${prefix}${'0'.repeat(32)}`;

/** The service of a scenario's conversations. What it creates is deleted when the scenario's `describe` ends. */
export class TestService {
  readonly api: Api;
  readonly mount: Mount;
  readonly #createdSids = new Set<string>();
  #serviceSid = '';

  constructor(api: Api, mount: Mount) {
    this.api = api;
    this.mount = mount;
  }

  /** SID of its own service, or of the account's default service. */
  get serviceSid(): string {
    return this.#serviceSid;
  }

  /** Path of the collection, from `/v1` on. */
  get collection(): string {
    return this.mount === 'account' ? '/v1/Conversations' : `/v1/Services/${this.#serviceSid}/Conversations`;
  }

  /** Returns the path of one conversation, without encoding the identifier. */
  itemPath(identifier: string): string {
    return `${this.collection}/${identifier}`;
  }

  async open(): Promise<void> {
    if (this.mount === 'account') {
      this.#serviceSid = (await this.create()).chat_service_sid;
      return;
    }
    const reply = await this.api.post('/v1/Services', { FriendlyName: uniqueName('conformance') });
    this.#serviceSid = expectSuccess<ServiceObject>(reply, 201).sid;
  }

  async close(): Promise<void> {
    if (this.mount === 'service') await this.api.delete(`/v1/Services/${this.#serviceSid}`);
    else await Promise.all([...this.#createdSids].map((sid) => this.api.delete(this.itemPath(sid))));
  }

  /** Sends a create request that may be rejected. */
  async tryCreate(form: Fields = {}, headers: Readonly<Record<string, string>> = {}): Promise<Reply> {
    const reply = await this.api.post(this.collection, form, headers);
    if (reply.status === 201 && this.mount === 'account')
      this.#createdSids.add(expectSuccess<ConversationObject>(reply, 201).sid);
    return reply;
  }

  async create(form: Fields = {}): Promise<ConversationObject> {
    return expectSuccess(await this.tryCreate(form), 201);
  }

  /** Deletes a conversation at the end that was created in another way. */
  removeAfterwards(sid: string): void {
    this.#createdSids.add(sid);
  }

  async fetch(identifier: string): Promise<ConversationObject> {
    return expectSuccess(await this.api.get(this.itemPath(identifier)), 200);
  }

  tryUpdate(identifier: string, form: Fields = {}): Promise<Reply> {
    return this.api.post(this.itemPath(identifier), form);
  }

  async update(identifier: string, form: Fields = {}): Promise<ConversationObject> {
    return expectSuccess(await this.tryUpdate(identifier, form), 200);
  }

  async remove(identifier: string): Promise<void> {
    expectEmpty(await this.api.delete(this.itemPath(identifier)));
  }

  /** Fetches a page; the path can be a URL from another page. */
  async page(query: Fields = {}, path = this.collection): Promise<ConversationPage> {
    return expectSuccess(await this.api.get(path, path === this.collection ? query : undefined), 200);
  }

  /** SIDs of the conversations on the first page. */
  async sids(query: Fields = {}): Promise<string[]> {
    return (await this.page(query)).conversations.map(({ sid }) => sid);
  }
}

/** A test service for the tests of the surrounding `describe`. */
export function useTestService(api: Api, mount: Mount = 'service'): TestService {
  const testService = new TestService(api, mount);
  beforeAll(() => testService.open());
  afterAll(() => testService.close());
  return testService;
}
