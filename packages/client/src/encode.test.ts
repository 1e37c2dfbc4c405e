import { api } from '@colloquy/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encode, fillPath } from './encode.ts';

const { create, list } = api.conversation.operations;

describe('fillPath', () => {
  it('path placeholders are filled in order, percent-encoded', () => {
    expect(fillPath('/v1/Services/{ChatServiceSid}/Conversations/{Sid}', ['IS1', 'a b/c?d#e%é'])).toBe(
      '/v1/Services/IS1/Conversations/a%20b%2Fc%3Fd%23e%25%C3%A9',
    );
  });

  it('any value is encoded as one path segment', () => {
    const segment = fc
      .string({ unit: 'grapheme', minLength: 1 })
      .filter((text) => text !== '.' && text !== '..' && text.isWellFormed());
    fc.assert(
      fc.property(segment, segment, (first, second) => {
        const url = new URL(`http://host${fillPath('/v1/A/{First}/B/{Second}', [first, second])}`);
        expect(url.pathname.split('/').map(decodeURIComponent)).toEqual(['', 'v1', 'A', first, 'B', second]);
        expect([url.host, url.search, url.hash]).toEqual(['host', '', '']);
      }),
    );
  });

  it.each(['', '.', '..'])('the path value %j is rejected, because it would change the path', (value) => {
    expect(() => fillPath('/v1/Conversations/{Sid}', [value])).toThrow(
      new TypeError(`sid cannot be '${value}'`),
    );
  });

  it('a missing path value is rejected', () => {
    expect(() => fillPath('/v1/Conversations/{Sid}', [])).toThrow(TypeError);
  });
});

describe('encode', () => {
  it('each parameter is sent in its place and by its API name', () => {
    const { headers, query, form } = encode(create.parameters, {
      xTwilioWebhookEnabled: true,
      friendlyName: 'Tea & cake',
      uniqueName: null,
      dateCreated: new Date('2024-05-01T12:34:56.789Z'),
      timersInactive: 'PT1M',
      bindingsEmailAddress: undefined,
    });
    expect(headers).toEqual({ 'X-Twilio-Webhook-Enabled': 'true' });
    expect(query.toString()).toBe('');
    expect(form.toString()).toBe(
      'FriendlyName=Tea+%26+cake&UniqueName=&DateCreated=2024-05-01T12%3A34%3A56.789Z&Timers.Inactive=PT1M',
    );
  });

  it('filters are sent in the query, and unknown names are ignored', () => {
    const { query, form } = encode(list.parameters, { state: 'closed', pageSize: 5, limit: 3 });
    expect([query.toString(), form.toString()]).toEqual(['State=closed&PageSize=5', '']);
  });

  it('an array repeats its name', () => {
    const text = api.conversation.operations.list.parameters.PageToken;
    expect(encode({ Identity: text }, { identity: ['a', 'b'] }).query.toString()).toBe(
      'Identity=a&Identity=b',
    );
    expect(encode({ Identity: text }, { identity: [] }).query.toString()).toBe('');
  });

  it('null is rejected for a parameter that cannot be removed', () => {
    expect(() => encode(create.parameters, { attributes: null })).toThrow(
      new TypeError('attributes cannot be null'),
    );
  });

  it('an invalid Date is rejected', () => {
    expect(() => encode(create.parameters, { dateCreated: new Date('never') })).toThrow(RangeError);
  });

  it('the server decodes encoded values to the same values', () => {
    const parameters = create.parameters;
    const values = fc.record({
      xTwilioWebhookEnabled: fc.boolean(),
      friendlyName: fc
        .string({ unit: 'grapheme', minLength: 1, maxLength: 30 })
        .map((text) => text.replaceAll('\0', '')),
      attributes: fc.json(),
      dateUpdated: fc.date({
        min: new Date('0001-01-01T00:00:00.000Z'),
        max: new Date('9999-12-31T23:59:59.999Z'),
        noInvalidDate: true,
      }),
      state: fc.constantFrom('active', 'inactive', 'closed'),
    });
    fc.assert(
      fc.property(values, (sent) => {
        const { headers, form } = encode(parameters, sent);
        const read = new URLSearchParams(form.toString());
        const text = (name: string) => read.get(name) ?? '';
        expect({
          xTwilioWebhookEnabled: headers['X-Twilio-Webhook-Enabled'] === 'true',
          friendlyName: parameters.FriendlyName.codec.decode(text('FriendlyName'), 'FriendlyName'),
          attributes: parameters.Attributes.codec.decode(text('Attributes'), 'Attributes'),
          dateUpdated: parameters.DateUpdated.codec.decode(text('DateUpdated'), 'DateUpdated'),
          state: parameters.State.codec.decode(text('State'), 'State'),
        }).toEqual(sent);
      }),
    );
  });
});
