import { expect, test } from 'vitest';
import { Outage } from './outage.ts';

class Away extends Error {}

/** An outage with a clock that the test sets, and the lines that it has logged. */
function createOutage() {
  const lines: [level: string, message: string, fields: object][] = [];
  const log = (level: string) => (fields: object, message: string) => lines.push([level, message, fields]);
  const clock = { seconds: 0 };
  const outage = new Outage({
    part: 'database',
    logger: { error: log('error'), warn: log('warn') },
    isOutage: (error) => error instanceof Away,
    now: () => clock.seconds * 1000,
  });
  const fail = async (access: 'read' | 'write', error = new Away('It is away.')) => {
    await outage.watch(access, Promise.reject(error)).catch(() => {});
    return error;
  };
  const succeed = (access: 'read' | 'write') => outage.watch(access, Promise.resolve('done'));
  return { outage, lines, clock, fail, succeed };
}

test('an outage is reported when it begins, once a minute, and when it ends', async () => {
  const { lines, clock, fail, succeed } = createOutage();
  for (; clock.seconds < 130; clock.seconds += 0.25) await fail('read');
  clock.seconds = 131;
  await succeed('read');
  await succeed('read');
  const reason = 'It is away.';
  expect(lines).toEqual([
    ['error', 'unavailable', { part: 'database', reason }],
    ['error', 'still unavailable', { part: 'database', reason, failures: 241, seconds: 60 }],
    ['error', 'still unavailable', { part: 'database', reason, failures: 481, seconds: 120 }],
    ['warn', 'available again', { part: 'database', failures: 520, seconds: 131 }],
  ]);
});

test('the reason includes the cause', async () => {
  const { lines, fail } = createOutage();
  const cause = new AggregateError([new Error('refused by ::1'), new Error('refused by 127.0.0.1')]);
  await fail('read', new Away('It is away.', { cause }));
  expect(lines[0]?.[2]).toMatchObject({ reason: 'It is away. refused by ::1, refused by 127.0.0.1' });
});

test('a read does not end an outage of writes', async () => {
  const { lines, clock, fail, succeed } = createOutage();
  await fail('write');
  clock.seconds = 10;
  await succeed('read');
  expect(lines).toHaveLength(1);
  await succeed('write');
  expect(lines).toHaveLength(2);
});

test('failures among successes are one outage', async () => {
  const { lines, clock, fail, succeed } = createOutage();
  for (; clock.seconds < 50; clock.seconds += 0.5) {
    await fail('write');
    await succeed('write');
  }
  expect(lines).toHaveLength(1);
});

test('work that began before an outage does not end it', async () => {
  const { outage, lines, clock, fail } = createOutage();
  const { promise, resolve } = Promise.withResolvers<void>();
  const earlier = outage.watch('read', promise);
  await fail('read');
  clock.seconds = 10;
  resolve();
  await earlier;
  expect(lines).toHaveLength(1);
});

test('only the errors of an outage count as reported', async () => {
  const { outage, lines, fail } = createOutage();
  const other = new Error('A fault of ours.');
  await outage.watch('read', Promise.reject(other)).catch(() => {});
  expect(lines).toEqual([]);
  expect(outage.hasReported(other)).toBe(false);
  expect(outage.hasReported(await fail('read'))).toBe(true);
});
