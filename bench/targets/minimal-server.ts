/**
 * The minimal server: a plain server on SQLite without everything that a request could do without. It parses the form,
 * reads or writes a row and an event, and replies. It has no credentials, validation, log, metrics, cache, entity tags,
 * checkpoints or background work. Writes share a transaction and a sync, which the thread does not wait for.
 */

import { createHash, randomBytes } from 'node:crypto';
import { fdatasync, openSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import Fastify from 'fastify';
import type { HelperReply } from '../helper-messages.ts';
import { acceptForms } from './accept-forms.ts';
import { createMinimalTables } from './minimal-server-tables.ts';

const { BENCH_DATABASE_PATH = '', BENCH_SEED_ROWS = '0', BENCH_SERVICE_SID = '' } = process.env;
const accountSid = `AC${createHash('md5').update('bench').digest('hex')}`;
const database = new DatabaseSync(BENCH_DATABASE_PATH);
const statements = createMinimalTables(database, {
  accountSid,
  serviceSid: BENCH_SERVICE_SID,
  rows: Number(BENCH_SEED_ROWS),
});
const log = openSync(`${BENCH_DATABASE_PATH}-wal`, 'r+');
const sync = promisify(fdatasync);

interface Parameters {
  readonly serviceSid: string;
  readonly sid: string;
}

interface Form {
  readonly FriendlyName?: string;
  readonly UniqueName?: string;
  readonly Attributes?: string;
}

/** A write that waits for its transaction. It returns what has to be called when the disk has it. */
type Write = () => () => void;

let writes: Write[] = [];
let isWriting = false;

/** Resolves when the work is on disk. */
function write<Result>(work: () => Result): Promise<Result> {
  return new Promise((resolve) => {
    writes.push(() => {
      const result = work();
      return () => resolve(result);
    });
    if (isWriting) return;
    isWriting = true;
    setImmediate(() => void commitAll());
  });
}

async function commitAll(): Promise<void> {
  while (writes.length > 0) {
    const group = writes;
    writes = [];
    database.exec('BEGIN');
    const done = group.map((each) => each());
    database.exec('COMMIT');
    await sync(log);
    for (const resolve of done) resolve();
  }
  isWriting = false;
}

function create(serviceSid: string, form: Form): string {
  // In order of time, as those of the product: new rows then share pages of the index.
  const sid = `CH${Date.now().toString(16).padStart(12, '0')}${randomBytes(10).toString('hex')}`;
  const now = new Date().toISOString();
  const [uniqueName, name] = [form.UniqueName ?? null, form.FriendlyName ?? null];
  statements.insert.run(sid, serviceSid, accountSid, uniqueName, name, form.Attributes ?? '{}', now, now);
  return record(serviceSid, sid, 'onConversationAdded', now);
}

function update(serviceSid: string, sid: string, form: Form): string {
  const now = new Date().toISOString();
  statements.update.run(form.FriendlyName ?? null, form.Attributes ?? '{}', now, serviceSid, sid);
  return record(serviceSid, sid, 'onConversationUpdated', now);
}

/** Adds the event of a change, and returns the conversation as it is after it. */
function record(serviceSid: string, sid: string, type: string, now: string): string {
  const body = fetch(serviceSid, sid);
  statements.addEvent.run(serviceSid, sid, type, body, now);
  return body;
}

const fetch = (serviceSid: string, sid: string): string =>
  String(statements.fetch.get(serviceSid, sid)?.['body']);

function list(serviceSid: string): string {
  const bodies = statements.list.all(serviceSid).map(({ body }) => body);
  const url = `http://127.0.0.1/v1/Services/${serviceSid}/Conversations?PageSize=50&Page=0`;
  const meta = { page: 0, page_size: 50, first_page_url: url, url, key: 'conversations' };
  return `{"meta":${JSON.stringify(meta)},"conversations":[${bodies.join(',')}]}`;
}

const server = Fastify({ logger: false });
const collection = '/v1/Services/:serviceSid/Conversations';
const json = 'application/json; charset=utf-8';
acceptForms(server);
server.post<{ Params: Parameters; Body: Form }>(collection, async ({ params, body }, reply) => {
  const created = await write(() => create(params.serviceSid, body));
  return reply.code(201).type(json).send(created);
});
server.post<{ Params: Parameters; Body: Form }>(`${collection}/:sid`, async ({ params, body }, reply) => {
  const updated = await write(() => update(params.serviceSid, params.sid, body));
  return reply.type(json).send(updated);
});
server.get<{ Params: Parameters }>(`${collection}/:sid`, ({ params }, reply) => {
  reply.type(json).send(fetch(params.serviceSid, params.sid));
});
server.get<{ Params: Parameters }>(collection, ({ params }, reply) => {
  reply.type(json).send(list(params.serviceSid));
});

process.on('disconnect', () => process.exit(1));
const address = await server.listen({ host: '127.0.0.1', port: 0 });
const ready: HelperReply = { kind: 'ready', port: Number(new URL(address).port) };
process.send?.(ready);
