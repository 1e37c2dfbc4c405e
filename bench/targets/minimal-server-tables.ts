/** Tables and statements of the minimal server. */

import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';

const tables = `
  CREATE TABLE conversations (
    sid TEXT PRIMARY KEY,
    service_sid TEXT NOT NULL,
    account_sid TEXT NOT NULL,
    unique_name TEXT,
    friendly_name TEXT,
    attributes TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'active',
    date_created TEXT NOT NULL,
    date_updated TEXT NOT NULL,
    UNIQUE (service_sid, unique_name)
  );
  CREATE INDEX conversations_by_date ON conversations (service_sid, date_created, sid);
  CREATE TABLE events (
    id INTEGER PRIMARY KEY,
    service_sid TEXT NOT NULL,
    conversation_sid TEXT NOT NULL,
    type TEXT NOT NULL,
    payload TEXT NOT NULL,
    date_created TEXT NOT NULL
  );
`;

/**
 * The commits are synced by the server, as those of the product, and the page cache is as large. The file is mapped, which is
 * faster where no limit bounds the memory.
 */
const settings = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  PRAGMA wal_autocheckpoint = 0;
  PRAGMA cache_size = -16384;
  PRAGMA mmap_size = 2147418112;
`;

/** The same fields as in the product's reply, written by the database, which is faster than the program. */
const body = `
  '{"sid":"' || sid || '","account_sid":"' || account_sid || '","chat_service_sid":"' || service_sid ||
  '","messaging_service_sid":null,"friendly_name":' || json_quote(friendly_name) ||
  ',"unique_name":' || json_quote(unique_name) || ',"attributes":' || json_quote(attributes) ||
  ',"state":"' || state || '","date_created":"' || date_created || '","date_updated":"' || date_updated ||
  '","timers":{},"bindings":{},"url":"http://127.0.0.1/v1/Services/' || service_sid || '/Conversations/' || sid ||
  '","links":{"participants":"http://127.0.0.1/v1/Services/' || service_sid || '/Conversations/' || sid ||
  '/Participants","messages":"http://127.0.0.1/v1/Services/' || service_sid || '/Conversations/' || sid ||
  '/Messages","webhooks":"http://127.0.0.1/v1/Services/' || service_sid || '/Conversations/' || sid ||
  '/Webhooks","export":"http://127.0.0.1/v1/Services/' || service_sid || '/Conversations/' || sid || '/Export"}}'`;

interface Seed {
  readonly accountSid: string;
  readonly serviceSid: string;
  readonly rows: number;
}

/** Creates the tables, fills them with a number of rows, and prepares the statements. */
export function createMinimalTables(database: DatabaseSync, { accountSid, serviceSid, rows }: Seed) {
  database.exec(settings + tables);
  const insert = database.prepare(
    `INSERT INTO conversations
      (sid, service_sid, account_sid, unique_name, friendly_name, attributes, date_created, date_updated)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  database.exec('BEGIN');
  for (let number = 1; number <= rows; number += 1) {
    // The load process computes the SIDs of the seeded rows by the same rule.
    const sid = `CH${createHash('md5').update(String(number)).digest('hex')}`;
    const date = new Date(Date.UTC(2024, 0, 1) + number).toISOString();
    insert.run(sid, serviceSid, accountSid, `seed-${number}`, `Seed ${number}`, 'x'.repeat(220), date, date);
  }
  database.exec('COMMIT; PRAGMA wal_checkpoint(TRUNCATE)');
  return {
    insert,
    update: database.prepare(
      `UPDATE conversations SET friendly_name = ?, attributes = ?, date_updated = ?
        WHERE service_sid = ? AND sid = ?`,
    ),
    addEvent: database.prepare(
      `INSERT INTO events (service_sid, conversation_sid, type, payload, date_created) VALUES (?, ?, ?, ?, ?)`,
    ),
    fetch: database.prepare(`SELECT ${body} AS body FROM conversations WHERE service_sid = ? AND sid = ?`),
    list: database.prepare(
      `SELECT ${body} AS body FROM conversations WHERE service_sid = ?
        ORDER BY date_created DESC, sid DESC LIMIT 50`,
    ),
  };
}
