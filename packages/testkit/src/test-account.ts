import { type Client, createClient } from '@colloquy/client';
import type { WebhookCatcher } from './webhook-catcher.ts';
import { catchWebhooks, type Webhooks } from './webhooks.ts';

/** A clock that stands still until it is advanced. */
export interface TestClock {
  now(): Date;
  /**
   * Advances the clock by an ISO 8601 duration and runs everything that becomes due.
   *
   * @throws RangeError for an invalid duration.
   */
  advance(duration: string): Promise<void>;
}

export interface TokenOptions {
  readonly identity: string;
  /** Defaults to the account's default service. */
  readonly serviceSid?: string;
  /** Lifetime in seconds by the clock of the server, up to a day. Defaults to an hour. */
  readonly ttl?: number;
}

/** What shall fail; see the endpoint `CreateFault`. */
export type FaultOptions = Parameters<Client['createFault']>[0];
type FaultList = Awaited<ReturnType<Client['fetchFaults']>>['faults'];

/** The faults of one account. They happen to its requests, webhooks and sockets until they are cleared. */
export interface Faults {
  /** @throws ColloquyError for an operation or an event that does not exist. */
  add(fault: FaultOptions): Promise<void>;
  /** The faults, with how often each has happened. */
  list(): Promise<FaultList>;
  clear(): Promise<void>;
}

/** A message from another channel, and what becomes of it. */
export type InboundMessage = Parameters<Client['injectInboundMessage']>[0];
export type InjectedMessage = Awaited<ReturnType<Client['injectInboundMessage']>>;

/** An account of a server, which sees nothing of the other accounts there. */
export interface TestAccount {
  readonly baseUrl: string;
  readonly accountSid: string;
  readonly authToken: string;
  /** A typed client with the credentials of the account. */
  readonly client: Client;
  readonly webhooks: Webhooks;
  readonly faults: Faults;
  /** The clock of the server, which all its accounts share. */
  readonly clock: TestClock;
  /**
   * Creates an access token for a user of the client SDKs.
   *
   * @throws ColloquyError for an option that the server refuses.
   */
  token(options: TokenOptions): Promise<string>;
  /**
   * Injects a message from another channel, as a customer would send it.
   *
   * @throws ColloquyError for one that the server refuses.
   */
  inbound(message: InboundMessage): Promise<InjectedMessage>;
}

interface AccountOptions {
  readonly clock: TestClock;
  readonly accountSid: string;
  readonly authToken: string;
  /** URL in replies of the server; the one at which it listens can be another. */
  readonly baseUrl: string;
  readonly listeningUrl: string;
  readonly catcher: Pick<WebhookCatcher, 'register'>;
}

export function createTestAccount(options: AccountOptions): TestAccount {
  const { accountSid, authToken, baseUrl, listeningUrl, catcher, clock } = options;
  const client = createClient({ baseUrl: listeningUrl, accountSid, authToken });
  return {
    baseUrl,
    accountSid,
    authToken,
    client,
    clock,
    faults: {
      add: async (fault) => void (await client.createFault(fault)),
      list: async () => (await client.fetchFaults()).faults,
      clear: () => client.deleteFaults(),
    },
    webhooks: catchWebhooks(catcher, client, accountSid),
    token: async (tokenOptions) => (await client.createToken(tokenOptions)).token,
    inbound: (message) => client.injectInboundMessage(message),
  };
}
