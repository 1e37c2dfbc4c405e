import { text } from '../codecs/text.ts';
import { paging } from '../operation.ts';
import { field } from '../parameter.ts';
import * as property from '../property.ts';
import { endpoint } from './endpoint.ts';

/* API keys belong to an older API than Conversations, with paths, dates and lists of another form. */

const collection = '/2010-04-01/Accounts/{AccountSid}/Keys.json';
const item = '/2010-04-01/Accounts/{AccountSid}/Keys/{Sid}.json';

const friendlyName = {
  FriendlyName: field(text({ max: 64, tooLong: 20002 }), 'A human-readable name, which can be empty.'),
};

const key = {
  sid: property.sidOf('SK'),
  friendly_name: property.text(),
  date_created: property.date('rfc2822'),
  date_updated: property.date('rfc2822'),
};

const keyReply = { kind: 'object', name: 'Key', properties: key } as const;

export const createKey = endpoint({
  name: 'CreateKey',
  tag: 'Key',
  summary: 'Create an API key; only this reply contains its secret',
  method: 'POST',
  audited: true,
  path: collection,
  parameters: friendlyName,
  status: 201,
  reply: { kind: 'object', name: 'NewKey', properties: { ...key, secret: property.text() } },
  errors: [20002, 20006],
  canUseIdempotencyKey: true,
  metric: 'CreateKey',
});

export const fetchKey = endpoint({
  name: 'FetchKey',
  tag: 'Key',
  summary: 'Fetch an API key',
  method: 'GET',
  path: item,
  parameters: {},
  status: 200,
  reply: keyReply,
  errors: [20006],
  metric: 'FetchKey',
});

export const listKey = endpoint({
  name: 'ListKey',
  tag: 'Key',
  summary: 'List API keys, newest first',
  method: 'GET',
  path: collection,
  parameters: paging,
  status: 200,
  reply: {
    kind: 'page',
    name: 'KeyList',
    key: 'keys',
    item: keyReply,
    page: {
      page: property.integer(),
      page_size: property.integer(),
      start: property.integer(),
      end: property.integer(),
      first_page_uri: property.text(),
      previous_page_uri: property.nullable(property.text()),
      uri: property.text(),
      next_page_uri: property.nullable(property.text()),
    },
    next: ['next_page_uri'],
  },
  errors: [20006],
  metric: 'ListKey',
});

export const updateKey = endpoint({
  name: 'UpdateKey',
  tag: 'Key',
  summary: 'Update the name of an API key',
  method: 'POST',
  audited: true,
  path: item,
  parameters: friendlyName,
  status: 200,
  reply: keyReply,
  errors: [20002, 20006],
  canUseIdempotencyKey: true,
  metric: 'UpdateKey',
});

export const deleteKey = endpoint({
  name: 'DeleteKey',
  tag: 'Key',
  summary: 'Delete an API key',
  method: 'DELETE',
  audited: true,
  path: item,
  parameters: {},
  status: 204,
  reply: { kind: 'none' },
  errors: [20006],
  metric: 'DeleteKey',
});
