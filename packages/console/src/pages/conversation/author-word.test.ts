import { expect, test } from 'vitest';
import { authorWord } from './author-word.ts';

const roles = [
  { sid: 'RL1', friendlyName: 'channel user' },
  { sid: 'RL2', friendlyName: 'channel admin' },
  { sid: 'RL3', friendlyName: 'agent' },
];
const written = { author: 'alice', participantSid: 'MB1' };
const member = (roleSid: string | null) => ({ roleSid, messagingBinding: null });

test.each([
  ['RL1', 'member'],
  ['RL2', 'admin'],
  ['RL3', 'agent'],
  ['RL4', 'member'],
  [null, 'member'],
])('a member with the role %s is called %s', (roleSid, word) => {
  expect(authorWord(written, member(roleSid), roles)).toBe(word);
});

test.each([
  ['sms', 'SMS'],
  ['whatsapp', 'WhatsApp'],
  ['email', 'e-mail'],
] as const)('a customer on %s is called %s, whatever the role', (type, word) => {
  expect(authorWord(written, { roleSid: 'RL1', messagingBinding: { type } }, roles)).toBe(word);
});

test('an author who does not take part is called by where the message comes from', () => {
  expect(authorWord(written, undefined, roles)).toBe('has left');
  expect(authorWord({ author: 'system', participantSid: null }, undefined, roles)).toBe('system');
  expect(authorWord({ author: 'alice', participantSid: null }, undefined, roles)).toBe('API');
});
