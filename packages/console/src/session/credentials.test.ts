import { expect, test } from 'vitest';
import { loadCredentials, parseSignInFragment, storeCredentials } from './credentials.ts';

test('the fragment of a link that signs in has the credentials', () => {
  expect(parseSignInFragment('#sid=AC1&token=secret')).toEqual({ sid: 'AC1', secret: 'secret' });
});

test.each(['', '#', '#main', '#sid=AC1', '#token=secret', '#sid=&token=secret', '#sid=AC1&token='])(
  'the fragment %j signs nobody in',
  (hash) => {
    expect(parseSignInFragment(hash)).toBeUndefined();
  },
);

/** The part of a browser's storage that the session uses. */
function createStorage() {
  const items = new Map<string, string>();
  return {
    items,
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
    removeItem: (key: string) => void items.delete(key),
  };
}

test('credentials are stored until they are forgotten', () => {
  const storage = createStorage();
  expect(loadCredentials(storage)).toBeUndefined();
  storeCredentials(storage, { sid: 'AC1', secret: 'secret' });
  expect(loadCredentials(storage)).toEqual({ sid: 'AC1', secret: 'secret' });
  storeCredentials(storage, undefined);
  expect(storage.items.size).toBe(0);
});

test.each(['{', '7', '{"sid":"AC1"}', '{"sid":1,"secret":"x"}', '""'])(
  '%s is not taken for credentials',
  (text) => {
    const storage = createStorage();
    storeCredentials(storage, { sid: 'AC1', secret: 'secret' });
    for (const key of storage.items.keys()) storage.items.set(key, text);
    expect(loadCredentials(storage)).toBeUndefined();
  },
);
