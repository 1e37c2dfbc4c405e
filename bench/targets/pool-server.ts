/**
 * The pool server: the obvious first design for PostgreSQL. Every request sends its own prepared statements over a
 * pool of eight connections, without authentication, log, batching or cache.
 */

import { createHash, randomBytes } from 'node:crypto';
import Fastify from 'fastify';
import pg from 'pg';
import type { HelperReply } from '../helper-messages.ts';
import { acceptForms } from './accept-forms.ts';
import {
  createTables,
  insertConversation,
  insertEvent,
  type Row,
  selectConversation,
} from './pool-server-tables.ts';

const { BENCH_DATABASE_URL = '', BENCH_SEED_ROWS = '0', BENCH_SERVICE_SID = '' } = process.env;
const accountSid = `AC${createHash('md5').update('bench').digest('hex')}`;
const pool = new pg.Pool({ connectionString: BENCH_DATABASE_URL, max: 8 });
const server = Fastify({ logger: false });
const collection = '/v1/Services/:serviceSid/Conversations';

interface Parameters {
  readonly serviceSid: string;
  readonly sid: string;
}

interface CreateForm {
  readonly FriendlyName?: string;
  readonly UniqueName?: string;
  readonly Attributes?: string;
}

async function create(serviceSid: string, form: CreateForm): Promise<Row> {
  const sid = `CH${randomBytes(16).toString('hex')}`;
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    const { rows } = await client.query<Row>({
      ...insertConversation,
      values: [
        sid,
        serviceSid,
        accountSid,
        form.UniqueName ?? null,
        form.FriendlyName ?? null,
        form.Attributes ?? '{}',
      ],
    });
    const row = rows[0];
    if (row === undefined) throw new Error('the insert returned no row');
    await client.query({ ...insertEvent, values: [serviceSid, sid, JSON.stringify(render(row))] });
    await client.query('COMMIT');
    return row;
  } catch (problem) {
    await client.query('ROLLBACK');
    throw problem;
  } finally {
    client.release();
  }
}

/** The same fields as in the product's reply. */
function render(row: Row): object {
  const url = `http://127.0.0.1/v1/Services/${row.service_sid}/Conversations/${row.sid}`;
  return {
    sid: row.sid,
    account_sid: row.account_sid,
    chat_service_sid: row.service_sid,
    messaging_service_sid: row.messaging_service_sid,
    friendly_name: row.friendly_name,
    unique_name: row.unique_name,
    attributes: row.attributes,
    state: row.state,
    date_created: row.date_created.toISOString(),
    date_updated: row.date_updated.toISOString(),
    timers: {},
    bindings: {},
    url,
    links: {
      participants: `${url}/Participants`,
      messages: `${url}/Messages`,
      webhooks: `${url}/Webhooks`,
      export: `${url}/Export`,
    },
  };
}

acceptForms(server);
server.post<{ Params: Parameters; Body: CreateForm }>(collection, async (request, reply) => {
  const row = await create(request.params.serviceSid, request.body);
  return reply
    .code(201)
    .type('application/json; charset=utf-8')
    .send(JSON.stringify(render(row)));
});
server.get<{ Params: Parameters }>(`${collection}/:sid`, async (request, reply) => {
  const { serviceSid, sid } = request.params;
  const { rows } = await pool.query<Row>({ ...selectConversation, values: [serviceSid, sid] });
  const row = rows[0];
  if (row === undefined) return reply.code(404).send({ message: `no conversation ${sid}` });
  return reply.type('application/json; charset=utf-8').send(JSON.stringify(render(row)));
});

process.on('disconnect', () => process.exit(1));
await createTables(pool, BENCH_SERVICE_SID, accountSid, Number(BENCH_SEED_ROWS));
const address = await server.listen({ host: '127.0.0.1', port: 0 });
const ready: HelperReply = { kind: 'ready', port: Number(new URL(address).port) };
process.send?.(ready);
