import fc from 'fast-check';
import { expect, test } from 'vitest';
import { describeClient } from './client-description.ts';

const describe = (metadata: unknown) => describeClient({ header: { method: 'init', id: '1', metadata } });

test('a client is described by its library and what it runs in', () => {
  const metadata = { env: 'Chrome', envv: '156.0', os: 'Linux', osv: 'unknown', sdk: 'JS', sdkv: '3.0.1' };
  expect(describe(metadata)).toEqual({ sdk: 'JS 3.0.1', platform: 'Chrome 156.0, Linux' });
  expect(describe({ sdk: 'Android' })).toEqual({ sdk: 'Android', platform: undefined });
  expect(describe(undefined)).toEqual({ sdk: undefined, platform: undefined });
});

test('a description is short and printable, whatever the client sends', () => {
  const value = fc.oneof(fc.string({ unit: 'binary', maxLength: 500 }), fc.anything());
  const keys = fc.constantFrom('env', 'envv', 'os', 'osv', 'sdk', 'sdkv');
  fc.assert(
    fc.property(fc.oneof(fc.dictionary(keys, value), fc.anything()), (metadata) => {
      const { sdk = '', platform = '' } = describe(metadata);
      expect(sdk.length + platform.length).toBeLessThan(300);
      expect(sdk + platform).not.toMatch(/\p{Cc}/u);
    }),
  );
});
