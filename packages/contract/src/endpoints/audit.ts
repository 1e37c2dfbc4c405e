import { date } from '../codecs/date.ts';
import { integer, maxInteger } from '../codecs/integer.ts';
import { filter } from '../parameter.ts';
import * as property from '../property.ts';
import { endpoint } from './endpoint.ts';
import { listLimit } from './list-limit.ts';

/**
 * What an entry of the audit log records: an administrative act; requests that a credential was used for; or requests
 * that were refused because their credentials are not valid.
 */
export const auditKinds = ['act', 'use', 'refusal'] as const;
export type AuditKind = (typeof auditKinds)[number];

export const auditEntryProperties = {
  position: property.integer(),
  date: property.date('milliseconds'),
  kind: property.enumOf(auditKinds),
  account_sid: property.nullable(property.sidOf('AC')),
  actor: property.nullable(property.text()),
  address: property.nullable(property.text()),
  request_id: property.nullable(property.text()),
  operation: property.nullable(property.text()),
  service_sid: property.nullable(property.sidOf('IS')),
  object_sid: property.nullable(property.text()),
  parameters: property.list(property.text()),
  error_code: property.nullable(property.integer()),
  count: property.integer(),
  hash: property.nullable(property.text()),
};

export const listAuditEntries = endpoint({
  name: 'ListAuditEntries',
  tag: 'Audit',
  summary: 'List the entries of the audit log about the account, newest first',
  method: 'GET',
  path: '/colloquy/v1/audit',
  parameters: {
    StartDate: filter(date({ dateOnly: 'start' }), 'Only entries of this time or later.'),
    PageToken: filter(integer({ min: 0, max: maxInteger }), 'Where the page begins; created by the server.'),
    PageSize: listLimit,
  },
  status: 200,
  reply: {
    kind: 'page',
    name: 'AuditEntryList',
    key: 'entries',
    item: { name: 'AuditEntry', properties: auditEntryProperties },
    page: {
      meta: property.object({ key: property.text(), next_page_url: property.nullable(property.url()) }),
    },
    next: ['meta', 'next_page_url'],
  },
  errors: [20006],
});
