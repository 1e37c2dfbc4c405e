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
  logLevel: {
    variable: 'COLLOQUY_LOG_LEVEL',
    flag: 'log-level',
    placeholder: 'LEVEL',
    default: 'info',
    help: 'fatal, error, warn, info (one line per request), debug, trace or silent.',
  },
  testClock: {
    variable: 'COLLOQUY_TEST_CLOCK',
    flag: 'test-clock',
    placeholder: '1',
    default: '',
    help: '1 lets POST /colloquy/v1/clock/advance move the time, so that timers can be tested without waiting.',
  },
} as const satisfies Record<string, Option>;

export type OptionName = keyof typeof options;

/** The settings as text, each from the flag, else the environment, else the default. */
export type Settings = Readonly<Record<OptionName, string>>;
