import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultLimits } from '@colloquy/contract';
import { afterAll, describe, expect, test } from 'vitest';
import { parseConfig } from './config.ts';
import { ConfigError } from './config-error.ts';
import { type Option, options } from './options.ts';
import { readSettings } from './read-settings.ts';

const directory = mkdtempSync(join(tmpdir(), 'colloquy-config-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const account = `AC${'1'.repeat(32)}`;
const other = `AC${'2'.repeat(32)}`;
const key = `SK${'3'.repeat(32)}`;
const parse = (environment: Record<string, string>, flags: Record<string, string> = {}) =>
  parseConfig(readSettings(flags, environment));

describe('settings', () => {
  test('defaults are valid', () => {
    expect(parse({})).toEqual({
      port: 8080,
      host: '127.0.0.1',
      databaseUrl: 'sqlite:./data/colloquy.db',
      credentials: [],
      publicUrl: undefined,
      media: { location: { kind: 'folder', path: 'data/media' }, maxBytes: 157_286_400, types: [] },
      limits: defaultLimits,
      realtime: {
        maxSessions: { total: 20_000, perAccount: 20_000, perIdentity: 100 },
        maxSubscriptionsPerSession: 10_000,
        maxSessionBufferBytes: 268_435_456,
      },
      actionLimits: { perConversation: undefined, perService: undefined },
      cacheSizes: { responses: 16_777_216, database: 16_777_216 },
      heapGrowthPercent: 20,
      requestHistory: 500,
      search: true,
      logLevel: 'info',
      testClock: false,
      privateWebhooks: true,
      nameServers: [],
      webhookRetentionMs: 7 * 86_400_000,
      eventRetentionMs: 30 * 86_400_000,
      shutdownGraceMs: 1000,
      allowReset: false,
      testTools: false,
      console: true,
      examples: true,
    });
  });

  test.each([
    [{}, true],
    [{ HOST: '::1' }, true],
    [{ HOST: '0.0.0.0' }, false],
    [{ COLLOQUY_PUBLIC_URL: 'https://chat.example' }, false],
    [{ COLLOQUY_PUBLIC_URL: 'https://chat.example', COLLOQUY_PRIVATE_WEBHOOKS: '1' }, true],
    [{ HOST: '0.0.0.0', COLLOQUY_PRIVATE_WEBHOOKS: '1' }, true],
    [{ COLLOQUY_PRIVATE_WEBHOOKS: '0' }, false],
  ])('with %j, whether webhooks may reach private addresses is %s', (environment, expected) => {
    expect(parse(environment).privateWebhooks).toBe(expected);
  });

  test.each([
    [{}, true],
    [{ HOST: '0.0.0.0' }, false],
    [{ COLLOQUY_PUBLIC_URL: 'https://chat.example' }, false],
    [{ COLLOQUY_ACCOUNT_SID: account, COLLOQUY_AUTH_TOKEN: 'token' }, false],
    [{ COLLOQUY_EXAMPLES: '0' }, false],
    [{ HOST: '0.0.0.0', COLLOQUY_EXAMPLES: '1' }, true],
    [{ COLLOQUY_ACCOUNT_SID: account, COLLOQUY_AUTH_TOKEN: 'token', COLLOQUY_EXAMPLES: '1' }, true],
  ])('with %j, whether the example page is served is %s', (environment, expected) => {
    expect(parse(environment).examples).toBe(expected);
  });

  test.each([
    ['PT0S', 0],
    ['PT10M', 600_000],
  ])('a server that stops accepts requests for %s', (duration, expected) => {
    expect(parse({ COLLOQUY_SHUTDOWN_GRACE: duration }).shutdownGraceMs).toBe(expected);
  });

  test.each(['PT10M1S', '5', 'soon'])('%s cannot be how long a stopping server accepts requests', (text) => {
    expect(() => parse({ COLLOQUY_SHUTDOWN_GRACE: text })).toThrow('COLLOQUY_SHUTDOWN_GRACE');
  });

  test('a flag takes precedence over a variable, and a variable over a file', () => {
    const path = join(directory, 'token');
    writeFileSync(path, 'fromFile\n');
    const file = { COLLOQUY_AUTH_TOKEN_FILE: path };
    expect(readSettings({}, file).authToken).toBe('fromFile');
    expect(readSettings({}, { ...file, COLLOQUY_AUTH_TOKEN: 'fromEnvironment' }).authToken).toBe(
      'fromEnvironment',
    );
    expect(readSettings({ 'auth-token': 'fromFlag' }, { ...file, COLLOQUY_AUTH_TOKEN: 'x' }).authToken).toBe(
      'fromFlag',
    );
    expect(readSettings({ port: '1' }, { PORT: '2' }).port).toBe('1');
  });

  test('only secrets can be read from files', () => {
    for (const [name, option] of Object.entries<Option>(options)) {
      const path = join(directory, name);
      writeFileSync(path, `from-${name}`);
      const read = Object.entries(readSettings({}, { [`${option.variable}_FILE`]: path })).find(
        ([each]) => each === name,
      )?.[1];
      expect(read).toBe(option.secret ? `from-${name}` : option.default);
    }
  });

  test('a secret file that cannot be read is refused', () => {
    const environment = { COLLOQUY_AUTH_TOKEN_FILE: join(directory, 'missing') };
    expect(() => readSettings({}, environment)).toThrow(ConfigError);
  });
});

describe('the configuration', () => {
  test('credentials are the accounts, then the keys, each with its account', () => {
    const { credentials } = parse({
      COLLOQUY_ACCOUNT_SID: account,
      COLLOQUY_AUTH_TOKEN: 'one',
      COLLOQUY_ACCOUNTS: ` ${other}:two , `,
      COLLOQUY_API_KEYS: `${key}:three:${other},SK${'4'.repeat(32)}:four`,
    });
    expect(credentials).toEqual([
      { sid: account, secret: 'one', accountSid: account },
      { sid: other, secret: 'two', accountSid: other },
      { sid: key, secret: 'three', accountSid: other },
      { sid: `SK${'4'.repeat(32)}`, secret: 'four', accountSid: account },
    ]);
  });

  test.each<Record<string, string>>([
    { PORT: '-1' },
    { PORT: '65536' },
    { PORT: '80a' },
    { COLLOQUY_DATABASE_URL: 'mysql://a/b' },
    { COLLOQUY_DATABASE_URL: 'sqlite:' },
    { COLLOQUY_DATABASE_URL: 'sqlite:file:data/colloquy.db' },
    { COLLOQUY_DATABASE_URL: 'sqlite:file:data/colloquy.db?mode=ro' },
    { COLLOQUY_DATABASE_URL: 'postgres://' },
    { COLLOQUY_DATABASE_DIRECT_URL: 'postgres://a/b' },
    { COLLOQUY_DATABASE_URL: 'pgbouncer://a/b', COLLOQUY_DATABASE_DIRECT_URL: 'pgbouncer://a/b' },
    { COLLOQUY_DATABASE_URL: 'pgbouncer://a/b', COLLOQUY_DATABASE_DIRECT_URL: 'a/b' },
    { COLLOQUY_LOG_LEVEL: 'loud' },
    { COLLOQUY_TEST_CLOCK: 'yes' },
    { COLLOQUY_ALLOW_RESET: 'yes' },
    { COLLOQUY_PUBLIC_URL: 'example.com' },
    { COLLOQUY_PUBLIC_URL: 'ftp://example.com' },
    { COLLOQUY_PUBLIC_URL: 'https://example.com/?a=b' },
    { COLLOQUY_ACCOUNT_SID: account },
    { COLLOQUY_AUTH_TOKEN: 'one' },
    { COLLOQUY_ACCOUNT_SID: 'AC1', COLLOQUY_AUTH_TOKEN: 'one' },
    { COLLOQUY_ACCOUNT_SID: account, COLLOQUY_AUTH_TOKEN: 'o-n-e' },
    { COLLOQUY_ACCOUNTS: account },
    { COLLOQUY_ACCOUNTS: `${account}:one,${account}:two` },
    { COLLOQUY_API_KEYS: `${key}:one` },
    { COLLOQUY_ACCOUNTS: `${account}:one`, COLLOQUY_API_KEYS: `${key}:two:${other}` },
    { COLLOQUY_ACCOUNTS: `${account}:one`, COLLOQUY_API_KEYS: `${account}:two` },
  ])('%j is refused with a message that contains no secret', (environment) => {
    let message = '';
    try {
      parse(environment);
    } catch (error) {
      expect(error).toBeInstanceOf(ConfigError);
      message = String(error);
    }
    expect(message).toMatch(/COLLOQUY_|PORT|configured twice/);
    expect(message).not.toMatch(/o-n-e|:one|:two/);
  });

  test.each([
    [{ COLLOQUY_ACCOUNT_SID: 'AC1', COLLOQUY_AUTH_TOKEN: 'one' }, 'COLLOQUY_ACCOUNT_SID'],
    [{ COLLOQUY_ACCOUNT_SID: account, COLLOQUY_AUTH_TOKEN: 'o-n-e' }, 'COLLOQUY_AUTH_TOKEN'],
    [{ COLLOQUY_ACCOUNTS: `${account}:o-n-e` }, 'COLLOQUY_ACCOUNTS'],
  ])('the message about %j names %s', (environment, name) => {
    expect(() => parse(environment)).toThrow(new RegExp(`^${name} `));
  });

  const bucketKey = {
    COLLOQUY_MEDIA_ACCESS_KEY_ID: 'id',
    COLLOQUY_MEDIA_SECRET_ACCESS_KEY: 'secret',
  };

  test.each([
    ['sqlite:./a/b.db', '', { kind: 'folder', path: 'a/media' }],
    ['sqlite:///a/b.db', '', { kind: 'folder', path: '/a/media' }],
    ['sqlite::memory:', '', { kind: 'temporary' }],
    ['postgres://a/b', '', { kind: 'folder', path: './data/media' }],
    ['sqlite::memory:', 'file:files', { kind: 'folder', path: 'files' }],
    ['sqlite::memory:', 'file:///files', { kind: 'folder', path: '/files' }],
  ])('with the database %s and the media URL %j, media go to the right place', (database, url, location) => {
    const { media } = parse({ COLLOQUY_DATABASE_URL: database, COLLOQUY_MEDIA_URL: url });
    expect(media.location).toEqual(location);
  });

  test.each([
    ['s3://b1', 'https://b1.s3.us-east-1.amazonaws.com/', 'us-east-1'],
    ['s3://b1/?region=eu-south-1', 'https://b1.s3.eu-south-1.amazonaws.com/', 'eu-south-1'],
    ['s3://b1/a/b?style=path', 'https://s3.us-east-1.amazonaws.com/b1/a/b/', 'us-east-1'],
    ['s3://b1/a/?endpoint=http://localhost:9000', 'http://localhost:9000/b1/a/', 'us-east-1'],
    ['s3://b1?endpoint=https://h.example/&style=virtual', 'https://b1.h.example/', 'us-east-1'],
  ])('the bucket %s is at %s', (setting, url, region) => {
    const { media } = parse({ ...bucketKey, COLLOQUY_MEDIA_URL: setting });
    expect(media.location).toEqual({
      kind: 'bucket',
      url,
      region,
      accessKeyId: 'id',
      secretAccessKey: 'secret',
    });
  });

  test.each<Record<string, string>>([
    { COLLOQUY_MEDIA_URL: 's3://b1', COLLOQUY_MEDIA_ACCESS_KEY_ID: '' },
    { COLLOQUY_MEDIA_URL: 's3://b1', COLLOQUY_MEDIA_SECRET_ACCESS_KEY: '' },
    { COLLOQUY_MEDIA_URL: 's3://' },
    { COLLOQUY_MEDIA_URL: 's3://a b' },
    { COLLOQUY_MEDIA_URL: 's3://b1/a//b' },
    { COLLOQUY_MEDIA_URL: 's3://b1?endpoint=localhost' },
    { COLLOQUY_MEDIA_URL: 's3://b1?endpoint=https://user:password@host' },
    { COLLOQUY_MEDIA_URL: 's3://b1?style=other' },
    { COLLOQUY_MEDIA_URL: 'file:' },
    { COLLOQUY_MEDIA_URL: './media' },
    { COLLOQUY_MEDIA_URL: 'ftp://host' },
    { COLLOQUY_MEDIA_MAX_BYTES: '0' },
    { COLLOQUY_MEDIA_MAX_BYTES: '1.5' },
    { COLLOQUY_MEDIA_MAX_BYTES: '6000000000' },
    { COLLOQUY_MEDIA_TYPES: 'image' },
    { COLLOQUY_MEDIA_TYPES: '*/*' },
  ])('the media setting %j is refused with a message that contains no secret', (environment) => {
    const refused = () => parse({ ...bucketKey, ...environment });
    expect(refused).toThrow(ConfigError);
    expect(refused).toThrow(/COLLOQUY_MEDIA_/);
    expect(refused).not.toThrow(/password|secret$/);
  });

  test('the public URL loses its trailing slash', () => {
    expect(parse({ COLLOQUY_PUBLIC_URL: 'https://chat.example.com/twilio/' }).publicUrl).toBe(
      'https://chat.example.com/twilio',
    );
  });
});
