import { expect, test } from 'vitest';
import { findTopic } from './groups.ts';
import { fieldNames, readForm, toRawRequest } from './read-form.ts';

/** The request of an operation, by its name at one of its paths, with what is written into its form. */
function requestOf(name: string, fields: Readonly<Record<string, string | Blob>>) {
  const topic = findTopic(name);
  const operation = topic.kind === 'group' ? topic.operation : undefined;
  const path = operation?.paths.find((each) => each.name === name);
  if (operation === undefined || path === undefined) throw new Error(`There is no ${name}.`);
  const form = new FormData();
  for (const [field, value] of Object.entries(fields)) form.set(field, value);
  return toRawRequest(operation, path, readForm(operation, path, form));
}

const { key, parameter, empty, header, body } = fieldNames;

test('a create sends the fields with a text, and the headers', () => {
  const request = requestOf('CreateConversation', {
    [parameter('FriendlyName')]: 'Order 1207',
    [parameter('UniqueName')]: '',
    [parameter('X-Twilio-Webhook-Enabled')]: 'true',
    [header('Idempotency-Key')]: ' once ',
  });
  expect(request).toMatchObject({
    method: 'POST',
    path: '/v1/Conversations',
    headers: { 'Idempotency-Key': 'once', 'X-Twilio-Webhook-Enabled': 'true' },
  });
  expect(String(request.body)).toBe('FriendlyName=Order+1207');
});

test('the keys of a path are encoded, without the white space around them', () => {
  const fields = { [key('ChatServiceSid')]: ' IS1 ', [key('Sid')]: 'a/b?' };
  expect(requestOf('FetchServiceConversation', fields)).toMatchObject({
    method: 'GET',
    path: '/v1/Services/IS1/Conversations/a%2Fb%3F',
  });
});

test('an empty value is sent only where the form says so', () => {
  const fields = { [key('Sid')]: 'CH1', [parameter('UniqueName')]: '' };
  expect(String(requestOf('UpdateConversation', fields).body)).toBe('');
  expect(String(requestOf('UpdateConversation', { ...fields, [empty('UniqueName')]: 'on' }).body)).toBe(
    'UniqueName=',
  );
});

test('a repeated parameter has a value per line', () => {
  const fields = { [parameter('Permission')]: 'sendMessage\r\n\r\nleaveConversation\n' };
  expect(String(requestOf('CreateRole', fields).body)).toBe(
    'Permission=sendMessage&Permission=leaveConversation',
  );
});

test('filters of a list are in the query, where invalid values are sent, too', () => {
  const fields = { [parameter('State')]: 'nonsense', [parameter('PageSize')]: '5' };
  expect(requestOf('ListConversation', fields).path).toBe('/v1/Conversations?State=nonsense&PageSize=5');
});

test('content and JSON are sent as they are', () => {
  const content = new File(['x'], 'x.png', { type: 'image/png' });
  const fields = { [key('ChatServiceSid')]: 'IS1', [body]: content, [parameter('Category')]: 'media' };
  const upload = requestOf('CreateMedia', fields);
  expect(upload).toMatchObject({ path: '/v1/Services/IS1/Media?Category=media' });
  expect(upload.body).toBeInstanceOf(Blob);
  expect(requestOf('FetchMediaSet', { [key('ChatServiceSid')]: 'IS1', [body]: '{}' })).toMatchObject({
    headers: { 'Content-Type': 'application/json' },
    body: '{}',
  });
});
