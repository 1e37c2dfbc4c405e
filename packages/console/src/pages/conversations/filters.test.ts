import fc from 'fast-check';
import { expect, test } from 'vitest';
import { listParameters, parseConversationFilters } from './filters.ts';

test('the filters of an address are read', () => {
  const search = { state: 'closed', from: '2026-01-02', to: '2026-02-03', search: 17 };
  expect(parseConversationFilters(search)).toEqual({ ...search, search: '17' });
});

test.each([
  {},
  { state: 'open' },
  { from: 'yesterday' },
  { to: '2026-13-01' },
  { search: '' },
  { search: { a: 1 } },
  { other: 'x' },
])('the address with %j has no filter', (search) => {
  expect(parseConversationFilters(search)).toEqual({});
});

test('whatever an address contains, its filters can be sent', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom('state', 'from', 'to', 'search'), fc.jsonValue()), (search) => {
      const filters = parseConversationFilters(search);
      expect(parseConversationFilters({ ...filters })).toEqual(filters);
      for (const date of Object.values(listParameters(filters)).filter((value) => value instanceof Date))
        expect(date.getTime()).not.toBeNaN();
    }),
  );
});

test('a day lasts from its first second to its last in the time zone of the user', () => {
  const { startDate, endDate } = listParameters({ from: '2026-01-02', to: '2026-01-02' });
  expect(startDate).toEqual(new Date(2026, 0, 2));
  expect(endDate).toEqual(new Date(2026, 0, 2, 23, 59, 59));
});
