import { api } from '@colloquy/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { conversationBody, conversationSid } from '../test/replies.ts';
import { decodeObject, parseObject } from './decode.ts';
import { UnexpectedReplyError } from './errors.ts';

const { properties } = api.conversation;

describe('decodeObject', () => {
  it('the keys of an object become camelCase, and only date properties become dates, also nested ones', () => {
    const decoded = decodeObject(properties, conversationBody());
    expect(decoded).toMatchObject({
      sid: conversationSid,
      friendlyName: null,
      uniqueName: 'room 1',
      attributes: '{"topic": "2024-05-01T12:34:56Z"}',
      dateCreated: new Date('2024-05-01T12:34:56Z'),
      timers: { dateInactive: new Date('2024-05-03T00:00:00Z') },
      bindings: {},
      links: { participants: 'https://conversations.twilio.com/p' },
    });
    expect(decoded.timers).not.toHaveProperty('dateClosed');
  });

  it('a text that looks like a date stays a text', () => {
    const body = { ...conversationBody(), friendly_name: '2024-05-01T12:34:56Z' };
    expect(decodeObject(properties, body).friendlyName).toBe('2024-05-01T12:34:56Z');
  });

  it('unknown keys of a newer server are ignored', () => {
    const known = decodeObject(properties, conversationBody());
    const ownKey = fc.string({ minLength: 1 }).map((key) => `new_${key}`);
    fc.assert(
      fc.property(fc.dictionary(ownKey, fc.jsonValue()), (extra) => {
        const body = conversationBody();
        const newer = {
          ...extra,
          ...body,
          links: { ...extra, ...body.links },
          timers: { ...extra, ...body.timers },
        };
        expect(decodeObject(properties, newer)).toEqual(known);
      }),
    );
  });

  it('null bindings, which Twilio has sent, become an empty list', () => {
    expect(decodeObject(properties, { ...conversationBody(), bindings: null }).bindings).toEqual({});
  });

  it('a missing nullable key of an older server becomes null, and other missing keys stay missing', () => {
    const { unique_name: _name, links: _links, ...older } = conversationBody();
    const decoded = decodeObject(properties, older);
    expect(decoded.uniqueName).toBeNull();
    expect(decoded).not.toHaveProperty('links');
  });

  it.each(['soon', '', 5, {}])('the date %j is rejected', (value) => {
    expect(() => decodeObject(properties, { ...conversationBody(), date_created: value })).toThrow(
      new UnexpectedReplyError('date_created of the reply is not a date'),
    );
  });
});

describe('objectOf', () => {
  it.each(['', 'null', '[]', '3', '<html>'])('the body %j is rejected', (text) => {
    expect(() => parseObject(text)).toThrow(UnexpectedReplyError);
  });
});
