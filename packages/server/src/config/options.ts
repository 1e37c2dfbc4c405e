import { defaultLimits } from '@colloquy/contract';

/** A setting: everything that the command line, the environment and the documentation say of it. */
export interface Option {
  /** Of the environment variable; a secret may also be in the file that `<NAME>_FILE` names. */
  readonly variable: string;
  /** Of the command line, without dashes. */
  readonly flag: string;
  readonly placeholder: string;
  readonly default: string;
  readonly secret?: true;
  readonly help: string;
}

/** The one table of settings. */
export const options = {
  port: {
    variable: 'PORT',
    flag: 'port',
    placeholder: 'NUMBER',
    default: '8080',
    help: 'Port to listen on; 0 takes a free one.',
  },
  host: {
    variable: 'HOST',
    flag: 'host',
    placeholder: 'ADDRESS',
    default: '127.0.0.1',
    help: 'Address to listen on. 0.0.0.0 lets other machines in.',
  },
  databaseUrl: {
    variable: 'COLLOQUY_DATABASE_URL',
    flag: 'database-url',
    placeholder: 'URL',
    default: 'sqlite:./data/colloquy.db',
    secret: true,
    help: 'sqlite:PATH, sqlite::memory: for a run that leaves nothing behind, or postgres://user:password@host/name.',
  },
  accountSid: {
    variable: 'COLLOQUY_ACCOUNT_SID',
    flag: 'account-sid',
    placeholder: 'AC...',
    default: '',
    help: 'SID of the account: AC and 32 hexadecimal digits. Without any account, the first start makes one and keeps it.',
  },
  authToken: {
    variable: 'COLLOQUY_AUTH_TOKEN',
    flag: 'auth-token',
    placeholder: 'TOKEN',
    default: '',
    secret: true,
    help: 'Auth token of the account; letters and digits.',
  },
  accounts: {
    variable: 'COLLOQUY_ACCOUNTS',
    flag: 'accounts',
    placeholder: 'AC...:TOKEN,...',
    default: '',
    secret: true,
    help: 'Further accounts. What belongs to one is invisible to the others.',
  },
  apiKeys: {
    variable: 'COLLOQUY_API_KEYS',
    flag: 'api-keys',
    placeholder: 'SK...:SECRET[:AC...],...',
    default: '',
    secret: true,
    help: 'API keys. One without an account belongs to the first account.',
  },
  publicUrl: {
    variable: 'COLLOQUY_PUBLIC_URL',
    flag: 'public-url',
    placeholder: 'URL',
    default: '',
    help: "URL that clients reach the server under, for the URLs in replies. Unless given, the request's Host header tells.",
  },
  mediaUrl: {
    variable: 'COLLOQUY_MEDIA_URL',
    flag: 'media-url',
    placeholder: 'URL',
    default: '',
    help: 'Where the content of media is kept: file:FOLDER, or s3://BUCKET/PREFIX with ?region=, ?endpoint=URL and ?style=path or virtual. Unless given, the folder media beside the SQLite file, or ./data/media; with a database in memory, for the run only.',
  },
  mediaAccessKeyId: {
    variable: 'COLLOQUY_MEDIA_ACCESS_KEY_ID',
    flag: 'media-access-key-id',
    placeholder: 'ID',
    default: '',
    secret: true,
    help: 'Key for the bucket of the media.',
  },
  mediaSecretAccessKey: {
    variable: 'COLLOQUY_MEDIA_SECRET_ACCESS_KEY',
    flag: 'media-secret-access-key',
    placeholder: 'KEY',
    default: '',
    secret: true,
    help: 'Secret that belongs to that key.',
  },
  mediaMaxBytes: {
    variable: 'COLLOQUY_MEDIA_MAX_BYTES',
    flag: 'media-max-bytes',
    placeholder: 'BYTES',
    default: '157286400',
    help: 'Size of the largest upload; at most 5 GB.',
  },
  mediaTypes: {
    variable: 'COLLOQUY_MEDIA_TYPES',
    flag: 'media-types',
    placeholder: 'TYPE,...',
    default: '',
    help: 'Content types that may be uploaded, such as image/*,application/pdf. Unless given, all.',
  },
  maxParticipants: {
    variable: 'COLLOQUY_MAX_PARTICIPANTS',
    flag: 'max-participants',
    placeholder: 'NUMBER',
    default: String(defaultLimits.maxParticipantsPerConversation),
    help: 'Participants in a conversation, at most.',
  },
  maxNonChatParticipants: {
    variable: 'COLLOQUY_MAX_NON_CHAT_PARTICIPANTS',
    flag: 'max-non-chat-participants',
    placeholder: 'NUMBER',
    default: String(defaultLimits.maxNonChatParticipantsPerConversation),
    help: 'Those of them who take part by another channel than chat, at most.',
  },
  maxWebhooks: {
    variable: 'COLLOQUY_MAX_WEBHOOKS',
    flag: 'max-webhooks',
    placeholder: 'NUMBER',
    default: String(defaultLimits.maxWebhooksPerConversation),
    help: 'Webhooks of one conversation, at most.',
  },
  maxParticipantsPerRequest: {
    variable: 'COLLOQUY_MAX_PARTICIPANTS_PER_REQUEST',
    flag: 'max-participants-per-request',
    placeholder: 'NUMBER',
    default: String(defaultLimits.maxParticipantsPerRequest),
    help: 'Participants that a request may make a conversation with, at most.',
  },
  maxConversationsPerIdentity: {
    variable: 'COLLOQUY_MAX_CONVERSATIONS_PER_IDENTITY',
    flag: 'max-conversations-per-identity',
    placeholder: 'NUMBER',
    default: String(defaultLimits.maxConversationsPerIdentity),
    help: 'Active and inactive conversations that one identity is in, at most.',
  },
  logLevel: {
    variable: 'COLLOQUY_LOG_LEVEL',
    flag: 'log-level',
    placeholder: 'LEVEL',
    default: 'info',
    help: 'fatal, error, warn, info (one line per request), debug, trace or silent.',
  },
  privateWebhooks: {
    variable: 'COLLOQUY_PRIVATE_WEBHOOKS',
    flag: 'private-webhooks',
    placeholder: '1',
    default: '',
    help: '1 lets webhooks go to loopback, private and link-local addresses, 0 forbids it. Unless given, only a server that listens on loopback may.',
  },
  webhookRetention: {
    variable: 'COLLOQUY_WEBHOOK_RETENTION',
    flag: 'webhook-retention',
    placeholder: 'DURATION',
    default: 'P7D',
    help: 'How long deliveries to webhooks that have arrived, were given up or only stored are kept to look at and to replay, with their attempts: an ISO 8601 duration.',
  },
  eventRetention: {
    variable: 'COLLOQUY_EVENT_RETENTION',
    flag: 'event-retention',
    placeholder: 'DURATION',
    default: 'P30D',
    help: 'How long the records of the event log are kept, which streams of events can begin with: an ISO 8601 duration.',
  },
  testClock: {
    variable: 'COLLOQUY_TEST_CLOCK',
    flag: 'test-clock',
    placeholder: '1',
    default: '',
    help: '1 lets POST /colloquy/v1/clock/advance move the time, so that timers can be tested without waiting.',
  },
  allowReset: {
    variable: 'COLLOQUY_ALLOW_RESET',
    flag: 'allow-reset',
    placeholder: '1',
    default: '',
    help: '1 lets POST /colloquy/v1/reset remove everything but credentials, of all accounts. The test clock lets it too.',
  },
} as const satisfies Record<string, Option>;

export type OptionName = keyof typeof options;

/** The settings as text, each from the flag, else the environment, else the default. */
export type Settings = Readonly<Record<OptionName, string>>;
