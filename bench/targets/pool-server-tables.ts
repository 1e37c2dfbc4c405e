/** Tables and statements of the pool server, in a separate schema. */

import type pg from 'pg';

/** A conversation as the database returns it. */
export interface Row {
  readonly sid: string;
  readonly service_sid: string;
  readonly account_sid: string;
  readonly messaging_service_sid: string | null;
  readonly unique_name: string | null;
  readonly friendly_name: string | null;
  readonly attributes: string;
  readonly state: string;
  readonly date_created: Date;
  readonly date_updated: Date;
}

const tables = `
  CREATE SCHEMA bench_pool;
  CREATE TABLE bench_pool.conversations (
    sid text PRIMARY KEY,
    service_sid text NOT NULL,
    account_sid text NOT NULL,
    messaging_service_sid text,
    unique_name text,
    friendly_name text,
    attributes text NOT NULL,
    state text NOT NULL DEFAULT 'active',
    date_created timestamptz NOT NULL DEFAULT now(),
    date_updated timestamptz NOT NULL DEFAULT now(),
    UNIQUE (service_sid, unique_name)
  );
  CREATE INDEX ON bench_pool.conversations (service_sid, date_created, sid);
  CREATE TABLE bench_pool.events (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    service_sid text NOT NULL,
    conversation_sid text NOT NULL,
    type text NOT NULL,
    payload text NOT NULL,
    date_created timestamptz NOT NULL DEFAULT now()
  );
`;

/** The load process computes the SIDs of the seeded rows by the same rule. */
const seed = `
  INSERT INTO bench_pool.conversations
    (sid, service_sid, account_sid, unique_name, friendly_name, attributes)
  SELECT 'CH' || md5(number::text), $1, $2, 'seed-' || number, 'Seed ' || number, repeat('x', 220)
  FROM generate_series(1, $3::int) AS number
`;

export const insertConversation = {
  name: 'insert-conversation',
  text: `INSERT INTO bench_pool.conversations
    (sid, service_sid, account_sid, unique_name, friendly_name, attributes)
    VALUES ($1, $2, $3, $4, $5, $6) RETURNING *`,
};

export const insertEvent = {
  name: 'insert-event',
  text: `INSERT INTO bench_pool.events (service_sid, conversation_sid, type, payload)
    VALUES ($1, $2, 'onConversationAdded', $3)`,
};

export const selectConversation = {
  name: 'select-conversation',
  text: 'SELECT * FROM bench_pool.conversations WHERE service_sid = $1 AND sid = $2',
};

/** Creates the tables and fills them with a number of rows. */
export async function createTables(
  pool: pg.Pool,
  serviceSid: string,
  accountSid: string,
  rows: number,
): Promise<void> {
  await pool.query(tables);
  await pool.query(seed, [serviceSid, accountSid, rows]);
  await pool.query('VACUUM ANALYZE bench_pool.conversations');
}
