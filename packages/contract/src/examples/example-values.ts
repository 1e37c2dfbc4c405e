import type { DateFormat } from '../property.ts';
import { exampleSid } from './example-sid.ts';

/** The URL of the server in the examples of documents that are not of one server. */
export const exampleBaseUrl = 'https://chat.example';

export const exampleDates: Readonly<Record<DateFormat, string>> = {
  seconds: '2026-01-15T09:30:00Z',
  milliseconds: '2026-01-15T09:30:00.000Z',
  rfc2822: 'Thu, 15 Jan 2026 09:30:00 +0000',
};

/** A value of an enumeration: the first, unless another one is more common. */
export const exampleWord = (values: readonly string[], name = ''): string =>
  [...(name.endsWith('failed') || name.endsWith('undelivered') ? ['none'] : []), 'active', 'delivered'].find(
    (word) => values.includes(word),
  ) ??
  values[0] ??
  '';

/** Texts by the name of their property or parameter, some with the name of the object before it. */
const texts: Readonly<Record<string, string>> = {
  action: 'inactive',
  actor: exampleSid('AC'),
  address: '+15550100177',
  attributes: '{"order":1207}',
  audit_entry_address: '203.0.113.7',
  audit_entry_hash: '9f2c41d7a86b0e5394cfd1728be3a60572c81d4fe9035ab6d74e218c6f0b93a5',
  audit_entry_object_sid: exampleSid('IS'),
  audit_entry_operation: 'CreateService',
  audit_entry_parameters: 'FriendlyName',
  author: 'alice',
  body: 'Where is my order?',
  category: 'media',
  channel_message_sid: exampleSid('SM'),
  cloud_event_source: `/v1/Services/${exampleSid('IS')}/Conversations/${exampleSid('CH')}`,
  cloud_event_type: 'com.twilio.conversations.conversation.added',
  configuration_address_friendly_name: 'Support number',
  content_type: 'image/png',
  content_variables: '{"1":"Alice"}',
  country: 'US',
  created_by: 'alice',
  credential_friendly_name: 'Android app',
  datacontenttype: 'application/json',
  endpoint: 'a1b2c3d4e5f6',
  error_message: 'Conversation with provided unique name already exists',
  event_type: 'onMessageAdded',
  filename: 'parcel.png',
  friendly_name: 'Order 1207',
  from: '+15550100177',
  id: '1024',
  identity: 'alice',
  ignored_parameters: 'friendlyName',
  key: 'deliveries',
  key_friendly_name: 'Billing',
  key_sid: exampleSid('SK'),
  level: 'to',
  media_set_entry_sid: exampleSid('ME'),
  method: 'POST',
  name: 'Alice',
  openapi: '3.1.0',
  operation: 'CreateConversation',
  ordering_key: exampleSid('CH'),
  origin: 'https://example.com',
  participant: '{"identity":"alice"}',
  path: '/v1/Conversations',
  platform: 'Chrome 130',
  projected_address: '+15550100100',
  proxy_address: '+15550100100',
  proxy_address_fallback: '+15550100100',
  realtime_sessions_address: '203.0.113.7',
  recipient: '+15550100178',
  request_history_name: 'UniqueName',
  request_history_value: 'order-1207',
  request_id: `RQ${exampleSid('RQ').slice(2)}`,
  retention_closed_conversations: 'P30D',
  retention_media: 'P30D',
  retention_messages: 'P90D',
  role_friendly_name: 'Agent',
  sdk: 'JS 3.0.1',
  secret: '6b1f0c5e9d3a4872b0f1c2d3e4a59687',
  service_friendly_name: 'Support',
  sid: exampleSid('CH'),
  silent: 'the request had no header X-Twilio-Webhook-Enabled: true',
  sound: 'default',
  source: 'API',
  subject: 'Your order',
  subscriptions: `conversation ${exampleSid('CH')}`,
  target: exampleSid('WH'),
  template: 'You have a new message',
  timer: 'PT15M',
  to: '+15550100100',
  token: 'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9…',
  triggers: 'help',
  unique_name: 'order-1207',
  uri: `/2010-04-01/Accounts/${exampleSid('AC')}/Keys.json?PageSize=50&Page=0`,
  url: 'https://example.com/webhooks',
  user_agent: 'Mozilla/5.0',
  user_friendly_name: 'Alice',
  user_sid: exampleSid('US'),
  wanted_by: exampleSid('WH'),
  webhook_delivery_details_body: 'Service Unavailable',
};

/** Keys of objects that can have any, by the name of the object. */
const keys: Readonly<Record<string, string>> = {
  consumer_lags: 'webhooks',
  parameters: 'EventType',
};

const integers: Readonly<Record<string, number>> = {
  capacity: 500,
  code: 200,
  end: 0,
  error_code: 0,
  fault_delay_ms: 1000,
  fault_retry_after: 5,
  fault_status: 429,
  index: 0,
  interval_seconds: 10,
  memory_bytes: 104_857_600,
  page: 0,
  page_size: 50,
  position: 1024,
  request_history_error_code: 50353,
  request_history_status: 409,
  retry_count: 0,
  size: 48_213,
  start: 0,
  status: 200,
  ttl: 3600,
  unsent_bytes: 0,
  webhook_delivery_details_status: 503,
  webhook_lane_status: 503,
};

/**
 * A text for a name in snake_case; the name itself, in words, unless there is a better one.
 *
 * @param subject the object with the property, in snake_case.
 */
export function exampleText(name: string, subject = ''): string {
  const words = name.replaceAll('_', ' ');
  return findByName(texts, `${subject}_${name}`) ?? words.charAt(0).toUpperCase() + words.slice(1);
}

/** A key of an object that can have any. */
export const exampleKey = (name: string): string => findByName(keys, name) ?? 'name';

export const exampleInteger = (name: string, subject = ''): number =>
  findByName(integers, `${subject}_${name}`) ?? 1;

/** The value for a name or the longest end of it: `participant_identity` has that of `identity`. */
function findByName<Value>(table: Readonly<Record<string, Value>>, name: string): Value | undefined {
  const words = name.split('_');
  return words
    .map((_, first) => words.slice(first).join('_'))
    .filter((end) => Object.hasOwn(table, end))
    .map((end) => table[end])[0];
}
