import { ApiError } from '@colloquy/contract';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseForm, parseMultipart } from './form.ts';

const wellFormed = fc.string({ unit: 'grapheme' });

const parse = (text: string) => parseForm(Buffer.from(text));

describe('a form', () => {
  test('is parsed as URLSearchParams parses it', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(wellFormed, wellFormed), { maxLength: 6 }), (pairs) => {
        const fields = parse(new URLSearchParams(pairs).toString());
        for (const [name] of pairs) {
          const values = pairs.filter(([other]) => other === name).map(([, value]) => value);
          expect([fields[name]].flat()).toEqual(values);
        }
      }),
    );
  });

  test('of any text is parsed or rejected as malformed', () => {
    const piece = fc.oneof(
      fc.constantFrom('%', '&', '=', '+', '%F', '%FF', '%00', '__proto__', 'a'),
      fc.string(),
    );
    fc.assert(
      fc.property(
        fc.array(piece).map((all) => all.join('')),
        (text) => {
          try {
            for (const value of Object.values(parse(text)))
              expect(['string', 'object']).toContain(typeof value);
          } catch (error) {
            expect(error).toMatchObject({ code: 20001, status: 400 });
            expect(error).toBeInstanceOf(ApiError);
          }
        },
      ),
    );
  });

  test('has only the names that were sent', () => {
    const fields = parse('a=1&__proto__=x&constructor=y');
    expect(Object.keys(fields).toSorted()).toEqual(['__proto__', 'a', 'constructor']);
    expect(fields['toString']).toBeUndefined();
    expect(fields['hasOwnProperty']).toBeUndefined();
  });

  test('is rejected with more than a thousand fields', () => {
    const form = (count: number) => Array.from({ length: count }, (_, n) => `p${n}=`).join('&');
    expect(Object.keys(parse(form(1000)))).toHaveLength(1000);
    expect(() => parse(form(1001))).toThrow('Too many parameters');
  });
});

test('has the text of its parts unchanged, without files', async () => {
  const form = new FormData();
  form.append('FriendlyName', 'é "quoted"\r\nline');
  form.append('Tag', 'a');
  form.append('Tag', 'b');
  form.append('File', new Blob(['x']), 'x.txt');
  const { body, headers } = new Response(form) satisfies { body: unknown; headers: Headers };
  const bytes = Buffer.from(await new Response(body).arrayBuffer());
  const fields = await parseMultipart(bytes, headers.get('content-type') ?? '');
  expect({ ...fields }).toEqual({ FriendlyName: ['é "quoted"\r\nline'], Tag: ['a', 'b'] });
});
