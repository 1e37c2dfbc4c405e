import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll } from 'vitest';
import type { ConversationObject, ConversationPage, ServiceObject } from './api-objects.ts';
import { expectEmpty, expectSuccess } from './expectations.ts';
import type { Api, Fields, Reply } from './http.ts';

/** The two families of paths: below a service, and the alias for the account's default service. */
export const mounts = ['service', 'account'] as const;
export type Mount = (typeof mounts)[number];

/** A name that nobody else uses. */
export const uniqueName = (prefix = 'name'): string => `${prefix}-${randomBytes(8).toString('hex')}`;

/** A well-formed SID that belongs to nothing. */
export const unknownSid = (prefix: string): string => `${prefix}${'0'.repeat(32)}`;

/** Where a scenario's conversations live. What it makes is removed when the scenario's `describe` ends. */
export class TestService {
  readonly api: Api;
  readonly mount: Mount;
  readonly #made = new Set<string>();
  #serviceSid = '';

  constructor(api: Api, mount: Mount) {
    this.api = api;
    this.mount = mount;
  }

  /** Of the service of its own, or of the account's default service. */
  get serviceSid(): string {
    return this.#serviceSid;
  }

  /** Path of the collection, from `/v1` on. */
  get collection(): string {
    return this.mount === 'account' ? '/v1/Conversations' : `/v1/Services/${this.#serviceSid}/Conversations`;
  }

  /** Path of one conversation; the identifier is put in as it is. */
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
    else await Promise.all([...this.#made].map((sid) => this.api.delete(this.itemPath(sid))));
  }

  /** A creation that may fail. */
  async tryCreate(form: Fields = {}, headers: Readonly<Record<string, string>> = {}): Promise<Reply> {
    const reply = await this.api.post(this.collection, form, headers);
    if (reply.status === 201 && this.mount === 'account')
      this.#made.add(expectSuccess<ConversationObject>(reply, 201).sid);
    return reply;
  }

  async create(form: Fields = {}): Promise<ConversationObject> {
    return expectSuccess(await this.tryCreate(form), 201);
  }

  /** Has a conversation removed at the end that was made in another way. */
  removeAfterwards(sid: string): void {
    this.#made.add(sid);
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

  /** A page; the path may be the URL that another page leads to. */
  async page(query: Fields = {}, path = this.collection): Promise<ConversationPage> {
    return expectSuccess(await this.api.get(path, path === this.collection ? query : undefined), 200);
  }

  /** SIDs of the conversations on the first page. */
  async sids(query: Fields = {}): Promise<string[]> {
    return (await this.page(query)).conversations.map(({ sid }) => sid);
  }
}

/** A space for the tests of the `describe` that this is called in. */
export function useTestService(api: Api, mount: Mount = 'service'): TestService {
  const testService = new TestService(api, mount);
  beforeAll(() => testService.open());
  afterAll(() => testService.close());
  return testService;
}
