import type { Client, ClientOptions, Conversation, Message, Participant } from '@twilio/conversations';
import { eventually, nextEvent } from './checks.ts';

/** Where a scenario runs: the SDK as this environment loads it, and the server with the back end's credentials. */
export interface Environment {
  readonly sdk: typeof import('@twilio/conversations');
  readonly server: { readonly baseUrl: string; readonly accountSid: string; readonly authToken: string };
  /** The content of a file in the type that applications use here: a `Buffer` in Node, a `Blob` in a browser. */
  toMedia(text: string): Buffer | Blob;
  /** Whether the SDK can send a `FormData`, which it refuses outside of browsers. */
  readonly sendsForms: boolean;
}

/** What a user's application does, with the official SDK, in an environment that it does not know. */
export type Scenario = (chat: Chat) => Promise<void>;

/** An object of the REST API. */
interface RestObject {
  readonly sid: string;
  readonly [property: string]: unknown;
}

type Form = Readonly<Record<string, string>>;

/** A service of its own, the clients of its users, and what its back end does by the REST API. */
export class Chat {
  readonly environment: Environment;
  readonly service: string;
  readonly #clients = new Set<Client>();

  private constructor(environment: Environment, service: string) {
    this.environment = environment;
    this.service = service;
  }

  /** Runs a scenario with a new service, and shuts down the clients that it has connected. */
  static async run(environment: Environment, scenario: Scenario): Promise<void> {
    const { sid } = await send(environment, 'POST', '/v1/Services', { FriendlyName: 'Chat' });
    const chat = new Chat(environment, sid);
    try {
      await scenario(chat);
    } finally {
      // A client that was refused cannot be shut down.
      await Promise.allSettled([...chat.#clients].map((client) => client.shutdown()));
    }
  }

  /** Sends a request of the back end. @param path below the service. @throws Error for every other status than 2xx. */
  rest(method: string, path: string, form?: Form): Promise<RestObject> {
    return send(this.environment, method, `/v1/Services/${this.service}${path}`, form);
  }

  /** Moves the clock of the server. @param duration in the form of ISO 8601. */
  async advance(duration: string): Promise<void> {
    await send(this.environment, 'POST', '/colloquy/v1/clock/advance', { Duration: duration });
  }

  /** @param ttl in seconds. */
  async createToken(identity: string, ttl = 3600): Promise<string> {
    const form = { Identity: identity, ServiceSid: this.service, Ttl: String(ttl) };
    return String((await send(this.environment, 'POST', '/colloquy/v1/Tokens', form))['token']);
  }

  /** The options that applications of this server need, and others that they may want. */
  options(more: ClientOptions = {}): ClientOptions {
    const uri = `${this.environment.server.baseUrl.replace(/^http/, 'ws')}/v3/wsconnect`;
    return { Twilsock: { uri }, logLevel: 'silent', ...more };
  }

  /** Creates a client, which connects by itself. */
  createClient(token: string, options?: ClientOptions): Client {
    const client = new this.environment.sdk.Client(token, this.options(options));
    this.#clients.add(client);
    return client;
  }

  /** Connects a user's client, and waits until it knows the user's conversations. */
  async connect(identity: string, options?: ClientOptions): Promise<Client> {
    const client = this.createClient(await this.createToken(identity), options);
    await nextEvent<string>(client, 'stateChanged', (state) => state === 'initialized');
    await client.getSubscribedConversations();
    return client;
  }

  /** A new conversation that the user of a client has joined. */
  async joinNew(client: Client): Promise<Conversation> {
    const joined = nextEvent<Conversation>(client, 'conversationJoined');
    const conversation = await client.createConversation();
    await conversation.join();
    await joined;
    await conversation.getParticipants();
    return conversation;
  }

  /** Two users who are connected and know each other in one conversation, which the first has created. */
  async connectTwo() {
    const [alice, bob] = await Promise.all([this.connect('alice'), this.connect('bob')]);
    const own = await this.joinNew(alice);
    const added = nextEvent<Conversation>(bob, 'conversationJoined');
    const seen = nextEvent<Participant>(alice, 'participantJoined', ({ identity }) => identity === 'bob');
    await own.add('bob');
    await seen;
    const others = await added;
    await eventually(async () => (await others.getParticipants()).length, 2);
    return { alice, bob, own, others };
  }

  /** Sends a message by the REST API. Resolves with what the client of the conversation has received. */
  async receive(conversation: Conversation, form: Form): Promise<Message> {
    const added = nextEvent<Message>(conversation, 'messageAdded');
    await this.rest('POST', `/Conversations/${conversation.sid}/Messages`, form);
    return added;
  }

  /** Gives a user a role with one permission, which replaces the default role. */
  async allowOnly(identity: string, permission: string): Promise<void> {
    const form = { FriendlyName: `only ${permission}`, Type: 'service', Permission: permission };
    const role = await this.rest('POST', '/Roles', form);
    await this.rest('POST', `/Users/${encodeURIComponent(identity)}`, { RoleSid: role.sid });
  }

  /** Uploads a file with the token of a user, as no method of the SDK can. Resolves with the SID. */
  async upload(identity: string, content: string, type: string, category: string): Promise<string> {
    const url = `${this.environment.server.baseUrl}/v1/Services/${this.service}/Media?Category=${category}`;
    const headers = { 'X-Twilio-Token': await this.createToken(identity), 'Content-Type': type };
    return (await read(await fetch(url, { method: 'POST', headers, body: content }))).sid;
  }
}

async function send({ server }: Environment, method: string, path: string, form?: Form): Promise<RestObject> {
  const headers = {
    Authorization: `Basic ${btoa(`${server.accountSid}:${server.authToken}`)}`,
    // Tells the server that a page sends this on purpose.
    'X-Requested-With': 'fetch',
  };
  const body = form && { body: new URLSearchParams(form) };
  return read(await fetch(server.baseUrl + path, { method, headers, ...body }));
}

async function read(response: Response): Promise<RestObject> {
  const text = await response.text();
  if (!response.ok) throw new Error(`${response.status} ${text}`);
  // The back end of these scenarios reads what the REST API documents.
  return (text === '' ? {} : JSON.parse(text)) as RestObject;
}
