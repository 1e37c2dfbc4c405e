import { api } from '@colloquy/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { conversationBody, conversationSid } from '../test/replies.ts';
import { decodeObject, parseObject } from './decode.ts';
import { UnexpectedReplyError } from './errors.ts';

const { properties } = api.conversation;

describe('decodeObject', () => {
  it('names keys in camelCase and makes dates of dates alone, nested ones too', () => {
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

  it('leaves a text that looks like a date a text', () => {
    const body = { ...conversationBody(), friendly_name: '2024-05-01T12:34:56Z' };
    expect(decodeObject(properties, body).friendlyName).toBe('2024-05-01T12:34:56Z');
  });

  it('passes over keys of a newer server, whatever they hold', () => {
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

  it('takes the null that Twilio has sent for bindings as none', () => {
    expect(decodeObject(properties, { ...conversationBody(), bindings: null }).bindings).toEqual({});
  });

  it('gives null for a nullable key that an older server leaves out, and nothing for another', () => {
    const { unique_name: _name, links: _links, ...older } = conversationBody();
    const decoded = decodeObject(properties, older);
    expect(decoded.uniqueName).toBeNull();
    expect(decoded).not.toHaveProperty('links');
  });

  it.each(['soon', '', 5, {}])('refuses %j as a date', (value) => {
    expect(() => decodeObject(properties, { ...conversationBody(), date_created: value })).toThrow(
      new UnexpectedReplyError('date_created of the reply is not a date'),
    );
  });
});

describe('objectOf', () => {
  it.each(['', 'null', '[]', '3', '<html>'])('refuses %j', (text) => {
    expect(() => parseObject(text)).toThrow(UnexpectedReplyError);
  });
});
