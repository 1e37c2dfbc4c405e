import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { get } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { freePort } from '../../../../tests/support/processes/free-port.ts';
import { parseConfig } from '../config/config.ts';
import { readSettings } from '../config/read-settings.ts';
import type { Log } from '../observe/logger.ts';
import { openStorage } from '../storage/open.ts';
import { Lifetime, type Part } from './lifetime.ts';
import { startApp, startAppIn } from './start-app.ts';

const partNames = [
  'log',
  'storage',
  'content store',
  'metrics history',
  'delivery dispatcher',
  'log consumers',
  'counts of the audit log',
  'scheduler',
  'pre-action sender',
  'http server',
];

// Only timers are replaced, so that those that a stopped part has left behind can be counted.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
});
afterEach(() => void vi.useRealTimers());

test('parts stop in the reverse order of their start', async () => {
  const { config, log, lines } = await setUp();
  const app = await startApp(config, { log });
  expect(partsThat('started', lines)).toEqual(partNames);
  // `fetch` would leave timers of its own.
  const [reply] = await once(get(`${app.url}/healthz`, { agent: false }), 'response');
  expect(reply.resume().statusCode).toBe(200);
  await app.close();
  expect(partsThat('stopped', lines)).toEqual(partNames.toReversed());
  await expectReleased(config);
});

test.each(partNames)('when the start of the part "%s" fails, the parts before it stop', async (name) => {
  const { config, log, lines } = await setUp();
  const error = new Error('This part does not start.');
  const lifetime = new FaultyLifetime(log.logger, name, error);
  await expect(startAppIn(lifetime, config, { log })).rejects.toBe(error);
  const started = partsThat('started', lines);
  expect(started).toEqual(partNames.slice(0, partNames.indexOf(name)));
  expect(partsThat('stopped', lines).filter((each) => each !== name)).toEqual(started.toReversed());
  await expectReleased(config);
  // A part that still ran would find the storage closed and log an error.
  await vi.advanceTimersByTimeAsync(5000);
  expect(lines.filter(({ level }) => level >= errorLevel)).toEqual([]);
});

test('an occupied port stops all parts and is reported', async () => {
  const { config, log, lines } = await setUp();
  await using other = createServer();
  await new Promise<void>((resolve) => other.listen(config.port, config.host, resolve));
  await expect(startApp(config, { log })).rejects.toThrow('EADDRINUSE');
  expect(partsThat('stopped', lines)).toEqual(partNames.toReversed());
  other.close();
  await expectReleased(config);
});

test('a database that another process has open is refused, and stays open there', async () => {
  const { config, log, lines } = await setUp();
  const owner = await openStorage(config.databaseUrl);
  await expect(startApp(config, { log })).rejects.toThrow('has the database');
  expect(partsThat('stopped', lines)).toEqual(['log']);
  await owner.close();
  await expectReleased(config);
});

test('a part that does not stop keeps no other part running', async () => {
  const { config, log, lines } = await setUp();
  const error = new Error('This part does not stop.');
  const lifetime = new Lifetime(log.logger);
  const app = await startAppIn(lifetime, config, { log });
  await lifetime.start('broken', { start: () => {}, stop: () => Promise.reject(error) });
  await expect(app.close()).rejects.toBe(error);
  expect(partsThat('stopped', lines)).toEqual(partNames.toReversed());
  await expectReleased(config);
});

/** A lifetime in which one part fails: a resource does not open, and a part that has started rejects. */
class FaultyLifetime extends Lifetime {
  readonly #name: string;
  readonly #error: Error;

  constructor(logger: Log['logger'], name: string, error: Error) {
    super(logger);
    this.#name = name;
    this.#error = error;
  }

  override open<Resource>(
    name: string,
    open: () => Resource | Promise<Resource>,
    close: (resource: Resource) => void | Promise<void>,
  ): Promise<Resource> {
    return super.open(name, name === this.#name ? () => Promise.reject(this.#error) : open, close);
  }

  override start(name: string, part: Part): Promise<void> {
    const start = async () => {
      await part.start();
      if (name === this.#name) throw this.#error;
    };
    return super.start(name, { start, stop: () => part.stop() });
  }
}

const errorLevel = 50;

interface LogLine {
  readonly level: number;
  readonly part?: string;
  readonly msg: string;
}

const partsThat = (event: 'started' | 'stopped', lines: readonly LogLine[]) =>
  lines.flatMap(({ part, msg }) => (msg === event && part !== undefined ? [part] : []));

/** Settings with a database file and a port of their own, and a log that is kept in memory. */
async function setUp() {
  const folder = mkdtempSync(join(tmpdir(), 'colloquy-lifetime-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const environment = {
    COLLOQUY_DATABASE_URL: `sqlite:${join(folder, 'colloquy.db')}`,
    PORT: String(await freePort()),
  };
  const lines: LogLine[] = [];
  const output = new Writable({
    write: (line: Buffer, _encoding, done) => {
      lines.push(JSON.parse(line.toString()));
      done();
    },
  });
  const log: Log = {
    logger: pino({ level: 'debug', base: null }, output),
    logRequest: () => {},
    close: async () => {},
  };
  return { config: parseConfig(readSettings({}, environment)), log, lines };
}

/** The port and the database can be opened again, and no timer is left. */
async function expectReleased({
  port,
  host,
  databaseUrl,
}: {
  port: number;
  host: string;
  databaseUrl: string;
}) {
  expect(vi.getTimerCount()).toBe(0);
  const storage = await openStorage(databaseUrl);
  await storage.close();
  await using probe = createServer();
  await new Promise<void>((resolve, reject) => {
    probe.once('error', reject).listen(port, host, resolve);
  });
}
