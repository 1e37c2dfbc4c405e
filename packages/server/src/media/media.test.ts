import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createDatabase, engines } from '../../../../tests/support/engines/databases.ts';
import { ensureAccount } from '../accounts/accounts.ts';
import { addHold, removeHold } from '../legal-holds/store.ts';
import { ManualClock } from '../platform/clock.ts';
import { instant } from '../platform/instant.ts';
import { SystemRandomness } from '../platform/randomness.ts';
import { Sids } from '../platform/sids.ts';
import { resolveDefaultService } from '../resources/service/default-service.ts';
import { serviceExists } from '../rest/service-scope.ts';
import { openStorage } from '../storage/open.ts';
import type { Storage } from '../storage/storage.ts';
import { attachMedia, deleteMediaOfMessage, type MessageRef } from './attach-media.ts';
import { mediaCascade } from './cascade.ts';
import { deleteDueContent } from './content/content-deletion.ts';
import { createMedia } from './create-media.ts';
import { deleteUnusedMedia } from './delete-unused-media.ts';
import { findMedia } from './store.ts';

const account = `AC${'1'.repeat(32)}`;
const conversationSid = `CH${'2'.repeat(32)}`;
const [first, second] = ['3', '4'].map((digit) => ({
  conversationSid,
  messageSid: `IM${digit.repeat(32)}`,
})) as [MessageRef, MessageRef];

describe.each(engines)('media on %s', (engine) => {
  const clock = new ManualClock(new Date('2024-05-01T12:00:00Z'));
  const sids = new Sids(clock, new SystemRandomness());
  let storage: Storage;
  let service: number;
  /** Contents by their SIDs, as a content store would have them. */
  let contents: Set<string>;
  beforeAll(async () => {
    storage = await openStorage((await createDatabase(engine)).url);
    const deps = { storage, clock, sids } as Parameters<typeof resolveDefaultService>[0];
    await ensureAccount(deps, account);
    const chat_service_sid = await resolveDefaultService(deps, account);
    const key = { account_sid: account, chat_service_sid };
    service = (await storage.read((reader) => reader.one(serviceExists, key)))?.id ?? 0;
  });
  afterAll(() => storage.close());
  beforeEach(() => {
    contents = new Set();
  });

  const newMediaFields = () => ({
    service_id: service,
    content_type: 'text/plain',
    filename: 'a.txt',
    category: 'media',
    author: null,
  });
  const storeContent = async (sid: string) => contents.add(sid).size;
  const make = async () => (await createMedia({ storage, clock, sids }, newMediaFields(), storeContent)).sid;
  const attach = (sid: string, messageRef: MessageRef) =>
    storage.write((transaction) =>
      attachMedia(transaction, service, sid, { ...messageRef, time: instant(clock.now()) }),
    );
  const find = (sid: string) => storage.read((reader) => reader.one(findMedia, { service_id: service, sid }));

  /** Does all that the chores do. */
  const runPeriodicJobs = async () => {
    const deps = { storage, clock };
    while (await deleteUnusedMedia(deps));
    while (await deleteDueContent(storage, clock.now(), async (sid) => void contents.delete(sid)));
  };

  it('is attached to one message and is kept', async () => {
    const sid = await make();
    clock.advance(5000);
    expect(await attach(sid.toUpperCase(), first)).toEqual({
      sid,
      size: 1,
      content_type: 'text/plain',
      filename: 'a.txt',
      category: 'media',
    });
    expect(await find(sid)).toMatchObject({
      conversation_sid: conversationSid,
      message_sid: first.messageSid,
      date_updated: instant(clock.now()),
    });
    await expect(attach(sid, second)).rejects.toMatchObject({ code: 50508 });
    clock.advance(48 * 3_600_000);
    await runPeriodicJobs();
    expect(contents).toEqual(new Set([sid]));
  });

  it('is kept unused while a legal hold is on its service', async () => {
    const sid = await make();
    const hold = {
      sid: sids.next('LH'),
      account_sid: account,
      service_id: service,
      service_sid: `IS${'5'.repeat(32)}`,
      conversation_sid: null,
      reason: null,
      date_created: instant(clock.now()),
    };
    await storage.write((transaction) => transaction.insert(addHold, hold));
    clock.advance(48 * 3_600_000);
    await runPeriodicJobs();
    expect(contents).toEqual(new Set([sid]));
    await storage.write((transaction) => transaction.remove(removeHold, hold));
    await runPeriodicJobs();
    expect(contents).toEqual(new Set());
  });

  it('is attached to one of two concurrent messages', async () => {
    const sid = await make();
    const outcomes = await Promise.allSettled([attach(sid, first), attach(sid, second)]);
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  });

  it('is either attached or deleted as unused when both happen concurrently', async () => {
    const sid = await make();
    clock.advance(24 * 3_600_000);
    const unused = deleteUnusedMedia({ storage, clock });
    const outcome = await attach(sid, first).then(
      () => 'sent',
      ({ code }) => code,
    );
    await unused;
    await runPeriodicJobs();
    expect([outcome, contents.has(sid)]).toEqual(outcome === 'sent' ? ['sent', true] : [50507, false]);
  });

  it.each([
    ['ME', 50510],
    [`IM${'0'.repeat(32)}`, 50510],
    [`ME${'0'.repeat(32)}`, 50507],
  ])('%s is not given to a message: %i', async (sid, code) => {
    await expect(attach(sid, first)).rejects.toMatchObject({ code });
  });

  it('of another service is not found', async () => {
    const sid = await make();
    const elsewhere = storage.write((transaction) =>
      attachMedia(transaction, service + 1, sid, { ...first, time: instant(clock.now()) }),
    );
    await expect(elsewhere).rejects.toMatchObject({ code: 50507 });
  });

  it('is deleted with its message only', async () => {
    const [mine, also, other] = [await make(), await make(), await make()];
    const messageRef = { conversationSid, messageSid: `IM${'5'.repeat(32)}` };
    for (const sid of [mine, also]) await attach(sid, messageRef);
    await attach(other, second);
    await storage.write((transaction) =>
      deleteMediaOfMessage(transaction, service, messageRef, instant(clock.now())),
    );
    expect(await find(mine)).toBeUndefined();
    await runPeriodicJobs();
    expect(contents).toEqual(new Set([other]));
  });

  it('is deleted with its conversation, in several batches', async () => {
    const messageRef = { conversationSid: `CH${'6'.repeat(32)}`, messageSid: `IM${'6'.repeat(32)}` };
    const many = await Promise.all(Array.from({ length: 230 }, make));
    await Promise.all(many.map((sid) => attach(sid, messageRef)));
    const other = await make();
    await attach(other, second);
    const remove = () =>
      mediaCascade.fromConversation?.({ storage, clock }, service, messageRef.conversationSid, 200);
    expect([await remove(), await remove(), await remove()]).toEqual([200, 30, 0]);
    await runPeriodicJobs();
    expect(contents).toEqual(new Set([other]));
  });

  it('is not created when its content arrives too late, and the content is deleted', async () => {
    const late = createMedia({ storage, clock, sids }, newMediaFields(), async (sid) => {
      clock.advance(24 * 3_600_000);
      await storeContent(sid);
      await runPeriodicJobs();
      return storeContent(sid);
    });
    await expect(late).rejects.toMatchObject({ status: 408 });
    await runPeriodicJobs();
    expect(contents).toEqual(new Set());
  });

  it('is either complete or deleted when both happen concurrently', async () => {
    let due = Promise.resolve(false);
    const made = createMedia({ storage, clock, sids }, newMediaFields(), async (sid) => {
      clock.advance(24 * 3_600_000);
      await storeContent(sid);
      due = deleteDueContent(storage, clock.now(), async (each) => void contents.delete(each));
      return 1;
    }).then(
      ({ sid }) => sid,
      () => undefined,
    );
    const [sid] = await Promise.all([made, due]);
    if (sid === undefined) await runPeriodicJobs();
    expect(contents).toEqual(new Set(sid === undefined ? [] : [sid]));
  });

  it('is not created when its content fails, and the partial content is deleted', async () => {
    const failure = new Error('full');
    const failed = createMedia({ storage, clock, sids }, newMediaFields(), async (sid) => {
      await storeContent(sid);
      throw failure;
    });
    await expect(failed).rejects.toBe(failure);
    await runPeriodicJobs();
    expect(contents).toEqual(new Set());
  });

  it('has its content deleted later after a failure, which does not delay other media', async () => {
    const [stuck, other] = [await make(), await make()];
    clock.advance(24 * 3_600_000);
    await deleteUnusedMedia({ storage, clock });
    const deleteContent = async (sid: string) => {
      if (sid === stuck) throw new Error('not now');
      contents.delete(sid);
    };
    await expect(deleteDueContent(storage, clock.now(), deleteContent)).rejects.toThrow('not now');
    expect(contents.has(other)).toBe(false);
    await runPeriodicJobs();
    expect(contents).toEqual(new Set([stuck]));
    clock.advance(60_000);
    await runPeriodicJobs();
    expect(contents).toEqual(new Set());
  });
});
