import { defaultLimits } from '@colloquy/contract';
import { databaseUrlForms } from '../storage/database-url.ts';

/** A setting. Flags, environment variables, `--help` and docs/configuration.md are all computed from it. */
export interface Option {
  /** The environment variable. A secret may also be in the file that `<variable>_FILE` names. */
  readonly variable: string;
  /** The flag of the command line, without dashes. */
  readonly flag: string;
  readonly placeholder: string;
  readonly default: string;
  readonly secret?: true;
  /** Whether the setting is a switch that `--no-<flag>` turns off. */
  readonly negatable?: true;
  readonly help: string;
}

/** All settings. */
export const options = {
  port: {
    variable: 'PORT',
    flag: 'port',
    placeholder: 'NUMBER',
    default: '8080',
    help: 'Port to listen on; 0 picks a free one.',
  },
  host: {
    variable: 'HOST',
    flag: 'host',
    placeholder: 'ADDRESS',
    default: '127.0.0.1',
    help: 'Address to listen on. Use 0.0.0.0 to accept connections from other machines.',
  },
  databaseUrl: {
    variable: 'COLLOQUY_DATABASE_URL',
    flag: 'database-url',
    placeholder: 'URL',
    default: 'sqlite:./data/colloquy.db',
    secret: true,
    help: `URL of the database: ${databaseUrlForms}; sqlite::memory: for data that is lost when the server stops.`,
  },
  databaseDirectUrl: {
    variable: 'COLLOQUY_DATABASE_DIRECT_URL',
    flag: 'database-direct-url',
    placeholder: 'URL',
    default: '',
    secret: true,
    help: 'URL of the same database without the connection pooler of the database URL, for the signals between processes, which need a session.',
  },
  accountSid: {
    variable: 'COLLOQUY_ACCOUNT_SID',
    flag: 'account-sid',
    placeholder: 'AC...',
    default: '',
    help: 'SID of the account: AC and 32 hexadecimal digits. Without any account, the first start creates one and stores it in the database.',
  },
  authToken: {
    variable: 'COLLOQUY_AUTH_TOKEN',
    flag: 'auth-token',
    placeholder: 'TOKEN',
    default: '',
    secret: true,
    help: 'Auth token of the account: letters and digits.',
  },
  accounts: {
    variable: 'COLLOQUY_ACCOUNTS',
    flag: 'accounts',
    placeholder: 'AC...:TOKEN,...',
    default: '',
    secret: true,
    help: 'Further accounts with their auth tokens. Data of one account is invisible to the others.',
  },
  apiKeys: {
    variable: 'COLLOQUY_API_KEYS',
    flag: 'api-keys',
    placeholder: 'SK...:SECRET[:AC...],...',
    default: '',
    secret: true,
    help: 'API keys with their secrets. A key without an account belongs to the first account.',
  },
  publicUrl: {
    variable: 'COLLOQUY_PUBLIC_URL',
    flag: 'public-url',
    placeholder: 'URL',
    default: '',
    help: "URL under which clients reach the server, used for the URLs in replies. Defaults to the request's Host header.",
  },
  mediaUrl: {
    variable: 'COLLOQUY_MEDIA_URL',
    flag: 'media-url',
    placeholder: 'URL',
    default: '',
    help: 'Where the content of media is stored: file:FOLDER, or s3://BUCKET/PREFIX with ?region=, ?endpoint=URL and ?style=path or virtual. Defaults to the folder media next to a database file, ./data/media with a database server, and a temporary folder with a database in memory.',
  },
  mediaAccessKeyId: {
    variable: 'COLLOQUY_MEDIA_ACCESS_KEY_ID',
    flag: 'media-access-key-id',
    placeholder: 'ID',
    default: '',
    secret: true,
    help: 'Access key ID for the bucket that stores media.',
  },
  mediaSecretAccessKey: {
    variable: 'COLLOQUY_MEDIA_SECRET_ACCESS_KEY',
    flag: 'media-secret-access-key',
    placeholder: 'KEY',
    default: '',
    secret: true,
    help: 'Secret access key for the bucket that stores media.',
  },
  mediaMaxBytes: {
    variable: 'COLLOQUY_MEDIA_MAX_BYTES',
    flag: 'media-max-bytes',
    placeholder: 'BYTES',
    default: '157286400',
    help: 'Maximum size of an upload, up to 5 GB.',
  },
  mediaTypes: {
    variable: 'COLLOQUY_MEDIA_TYPES',
    flag: 'media-types',
    placeholder: 'TYPE,...',
    default: '',
    help: 'Content types that may be uploaded, such as image/*,application/pdf. Defaults to all types.',
  },
  maxParticipants: {
    variable: 'COLLOQUY_MAX_PARTICIPANTS',
    flag: 'max-participants',
    placeholder: 'NUMBER',
    default: String(defaultLimits.maxParticipantsPerConversation),
    help: 'Maximum number of participants in a conversation.',
  },
  maxNonChatParticipants: {
    variable: 'COLLOQUY_MAX_NON_CHAT_PARTICIPANTS',
    flag: 'max-non-chat-participants',
    placeholder: 'NUMBER',
    default: String(defaultLimits.maxNonChatParticipantsPerConversation),
    help: 'Maximum number of participants in a conversation who are on channels other than chat.',
  },
  maxWebhooks: {
    variable: 'COLLOQUY_MAX_WEBHOOKS',
    flag: 'max-webhooks',
    placeholder: 'NUMBER',
    default: String(defaultLimits.maxWebhooksPerConversation),
    help: 'Maximum number of webhooks of a conversation.',
  },
  maxParticipantsPerRequest: {
    variable: 'COLLOQUY_MAX_PARTICIPANTS_PER_REQUEST',
    flag: 'max-participants-per-request',
    placeholder: 'NUMBER',
    default: String(defaultLimits.maxParticipantsPerRequest),
    help: 'Maximum number of participants in one ConversationWithParticipants request.',
  },
  maxConversationsPerIdentity: {
    variable: 'COLLOQUY_MAX_CONVERSATIONS_PER_IDENTITY',
    flag: 'max-conversations-per-identity',
    placeholder: 'NUMBER',
    default: String(defaultLimits.maxConversationsPerIdentity),
    help: 'Maximum number of active and inactive conversations that one identity is in.',
  },
  maxSessions: {
    variable: 'COLLOQUY_MAX_SESSIONS',
    flag: 'max-sessions',
    placeholder: 'NUMBER',
    default: '20000',
    help: 'Maximum number of real-time sessions of client SDKs in this process.',
  },
  maxSessionsPerAccount: {
    variable: 'COLLOQUY_MAX_SESSIONS_PER_ACCOUNT',
    flag: 'max-sessions-per-account',
    placeholder: 'NUMBER',
    default: '20000',
    help: 'Maximum number of real-time sessions of one account in this process.',
  },
  maxSessionsPerIdentity: {
    variable: 'COLLOQUY_MAX_SESSIONS_PER_IDENTITY',
    flag: 'max-sessions-per-identity',
    placeholder: 'NUMBER',
    default: '100',
    help: 'Maximum number of real-time sessions of one identity in this process: its tabs and devices.',
  },
  maxSubscriptionsPerSession: {
    variable: 'COLLOQUY_MAX_SUBSCRIPTIONS_PER_SESSION',
    flag: 'max-subscriptions-per-session',
    placeholder: 'NUMBER',
    default: '10000',
    help: 'Maximum number of objects that one real-time session watches; the client SDK watches three for each conversation.',
  },
  maxSessionBufferBytes: {
    variable: 'COLLOQUY_MAX_SESSION_BUFFER_BYTES',
    flag: 'max-session-buffer-bytes',
    placeholder: 'NUMBER',
    default: '268435456',
    help: 'Maximum number of bytes that all real-time sessions in this process may leave unread, have sent of incomplete frames, or have in requests in progress. With more, the sessions with the most bytes are dropped.',
  },
  responseCacheBytes: {
    variable: 'COLLOQUY_RESPONSE_CACHE_BYTES',
    flag: 'response-cache-bytes',
    placeholder: 'NUMBER',
    default: '16777216',
    help: 'About how many bytes of replies the server keeps in memory to send again. Only SQLite.',
  },
  databaseCacheBytes: {
    variable: 'COLLOQUY_DATABASE_CACHE_BYTES',
    flag: 'database-cache-bytes',
    placeholder: 'NUMBER',
    default: '16777216',
    help: 'Maximum number of bytes of pages of the database that the server keeps in memory. Only SQLite.',
  },
  heapGrowthPercent: {
    variable: 'COLLOQUY_HEAP_GROWTH_PERCENT',
    flag: 'heap-growth-percent',
    placeholder: 'NUMBER',
    default: '20',
    help: 'By how much the heap of JavaScript objects may grow before garbage is collected, as a percentage of what was in use. Less takes less memory, more takes less CPU.',
  },
  maxConversationActions: {
    variable: 'COLLOQUY_MAX_CONVERSATION_ACTIONS_PER_SECOND',
    flag: 'max-conversation-actions-per-second',
    placeholder: 'NUMBER',
    default: '',
    help: 'Maximum number of requests per second that write in one conversation, in each process. Defaults to no limit.',
  },
  maxServiceActions: {
    variable: 'COLLOQUY_MAX_SERVICE_ACTIONS_PER_SECOND',
    flag: 'max-service-actions-per-second',
    placeholder: 'NUMBER',
    default: '',
    help: 'Maximum number of requests per second that write in one service, in each process. Defaults to no limit.',
  },
  proxyAddresses: {
    variable: 'COLLOQUY_PROXY_ADDRESSES',
    flag: 'proxy-addresses',
    placeholder: 'ADDRESS,...',
    default: '',
    help: 'Your addresses, such as +15550100,whatsapp:+15550100: the only ones that participants can get as proxy or projected addresses. Defaults to any address.',
  },
  requestHistory: {
    variable: 'COLLOQUY_REQUEST_HISTORY',
    flag: 'request-history',
    placeholder: 'NUMBER',
    default: '500',
    help: 'Number of requests that each process keeps in memory, for GET /colloquy/v1/requests, up to 10000; 0 keeps none.',
  },
  logLevel: {
    variable: 'COLLOQUY_LOG_LEVEL',
    flag: 'log-level',
    placeholder: 'LEVEL',
    default: 'info',
    help: 'Lowest level that is logged: fatal, error, warn, info (one line per request), debug or trace; silent logs nothing.',
  },
  privateWebhooks: {
    variable: 'COLLOQUY_PRIVATE_WEBHOOKS',
    flag: 'private-webhooks',
    placeholder: '1',
    default: '',
    help: '1 allows webhooks to loopback, private and link-local addresses, 0 forbids them. Defaults to 1 if the server listens on a loopback address and has no public URL, otherwise to 0.',
  },
  nameServers: {
    variable: 'COLLOQUY_NAME_SERVERS',
    flag: 'name-servers',
    placeholder: 'ADDRESS,...',
    default: '',
    help: 'IP addresses of the name servers that resolve the host names of webhooks, each with an optional port, separated by commas. Defaults to those of the system.',
  },
  webhookRetention: {
    variable: 'COLLOQUY_WEBHOOK_RETENTION',
    flag: 'webhook-retention',
    placeholder: 'DURATION',
    default: 'P7D',
    help: 'How long finished deliveries (delivered, dead-lettered or unsupported) and their attempts are kept for inspection and replay, as an ISO 8601 duration.',
  },
  eventRetention: {
    variable: 'COLLOQUY_EVENT_RETENTION',
    flag: 'event-retention',
    placeholder: 'DURATION',
    default: 'P30D',
    help: 'How long event-log records are kept, as an ISO 8601 duration; streams can start from any of them.',
  },
  shutdownGrace: {
    variable: 'COLLOQUY_SHUTDOWN_GRACE',
    flag: 'shutdown-grace',
    placeholder: 'DURATION',
    default: 'PT1S',
    help: 'How long the server still accepts requests after SIGTERM, while /readyz is 503, as an ISO 8601 duration up to PT10M.',
  },
  testClock: {
    variable: 'COLLOQUY_TEST_CLOCK',
    flag: 'test-clock',
    placeholder: '1',
    default: '',
    help: '1 enables the test clock: POST /colloquy/v1/clock/advance moves the time, so that you can test timers without waiting.',
  },
  allowReset: {
    variable: 'COLLOQUY_ALLOW_RESET',
    flag: 'allow-reset',
    placeholder: '1',
    default: '',
    help: '1 enables POST /colloquy/v1/reset, which removes everything except accounts and API keys. The test clock enables it, too.',
  },
  testTools: {
    variable: 'COLLOQUY_TEST_TOOLS',
    flag: 'test-tools',
    placeholder: '1',
    default: '',
    help: '1 enables what only tests need: with the credentials of any account, POST /colloquy/v1/accounts creates another, and POST /colloquy/v1/faults makes requests, webhooks and sockets of the account fail.',
  },
  search: {
    variable: 'COLLOQUY_SEARCH',
    flag: 'search',
    placeholder: '1',
    default: '1',
    negatable: true,
    help: '1 keeps a search index, for GET /colloquy/v1/search; 0 or --no-search does not. An index that is turned on again is built in the background.',
  },
  console: {
    variable: 'COLLOQUY_CONSOLE',
    flag: 'console',
    placeholder: '1',
    default: '1',
    negatable: true,
    help: '1 serves the web console at /console/; 0 or --no-console does not.',
  },
  examples: {
    variable: 'COLLOQUY_EXAMPLES',
    flag: 'examples',
    placeholder: '1',
    default: '',
    help: '1 serves the example page, a chat with the official client SDK, at /examples/chat/; 0 does not. Defaults to 1 if the server listens on a loopback address, has no public URL and no configured account, otherwise to 0.',
  },
} as const satisfies Record<string, Option>;

export type OptionName = keyof typeof options;

/** The text of every setting, before it is checked. */
export type Settings = Readonly<Record<OptionName, string>>;
