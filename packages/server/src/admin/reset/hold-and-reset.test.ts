import { expect, test } from 'vitest';
import { countBlocked, execute, queryRows } from '../../../../../tests/support/engines/database-contents.ts';
import { createDatabase, engines } from '../../../../../tests/support/engines/databases.ts';
import { createHold, LegalHoldError } from '../../legal-holds/legal-holds.ts';
import { systemClock } from '../../platform/clock.ts';
import { SystemRandomness } from '../../platform/randomness.ts';
import { Sids } from '../../platform/sids.ts';
import { openStorage } from '../../storage/open.ts';
import type { Transaction } from '../../storage/storage.ts';
import { reset } from './reset.ts';

const now = '2024-01-01T00:00:00.000Z';
const context = { clock: systemClock, sids: new Sids(systemClock, new SystemRandomness()) };
const wanted = { accountSid: 'AC1', serviceSid: 'IS1', conversationSid: undefined, reason: undefined };
const addHold = (transaction: Transaction) => createHold(transaction, wanted, context);

/** A database with one service, opened by the process of a command and by that of a server; SQLite allows only one. */
async function openTwice(engine: (typeof engines)[number]) {
  const { url } = await createDatabase(engine);
  await using stack = new AsyncDisposableStack();
  const command = stack.use(await openStorage(url));
  const server = command.exclusive ? command : stack.use(await openStorage(url));
  await execute(
    url,
    `INSERT INTO account (sid, date_created) VALUES ('AC1', '${now}');
    INSERT INTO service (sid, account_sid, friendly_name, date_created, date_updated)
      VALUES ('IS1', 'AC1', '', '${now}', '${now}')`,
  );
  const opened = stack.move();
  return {
    command,
    server,
    /** How many services and holds there are. */
    count: async () =>
      (
        await queryRows(
          url,
          'SELECT (SELECT count(*) FROM service) AS services, (SELECT count(*) FROM legal_hold) AS holds',
        )
      ).map(({ services, holds }) => ({ services: Number(services), holds: Number(holds) })),
    /** Whether a transaction waits for another one. Only one writes to a SQLite file anyway. */
    isAnyBlocked: async () => command.exclusive || (await countBlocked(url)) > 0,
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

test.each(engines)('on %s, a reset is refused that starts while a hold is being added', async (engine) => {
  await using database = await openTwice(engine);
  let settled = false;
  let resetting: Promise<unknown> = Promise.resolve();
  await database.command.write(async (transaction) => {
    await addHold(transaction);
    resetting = reset({ storage: database.server, ...context })
      .catch((error: unknown) => error)
      .finally(() => {
        settled = true;
      });
    await expect.poll(async () => settled || (await database.isAnyBlocked())).toBe(true);
  });
  expect(await resetting).toBeInstanceOf(LegalHoldError);
  expect(await database.count()).toEqual([{ services: 1, holds: 1 }]);
});

test.each(engines)('on %s, a hold is refused that is added while a reset runs', async (engine) => {
  await using database = await openTwice(engine);
  let adding: Promise<unknown> | undefined;
  await reset({ storage: database.server, ...context }, () => {
    adding ??= database.command.write(addHold).catch((error: unknown) => error);
  });
  expect(await adding).toBeInstanceOf(LegalHoldError);
  expect(await database.count()).toEqual([{ services: 0, holds: 0 }]);
});
