import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createDatabase, engines } from '../../../../../tests/support/engines.ts';
import { ManualClock } from '../../platform/clock.ts';
import { instant } from '../../platform/instant.ts';
import { SystemRandom } from '../../platform/random.ts';
import { Sids } from '../../platform/sids.ts';
import { openStorage } from '../../storage/open.ts';
import type { Storage } from '../../storage/storage.ts';
import { defaultService, ensureAccount } from '../account/accounts.ts';
import { serviceExists } from '../service/store.ts';
import { attachMedia, type MessagePlace, removeMediaOfMessage } from './attach.ts';
import { mediaContent, removeUnusedMedia } from './purge.ts';
import { removeDueContent } from './removal.ts';
import { findMedia } from './store.ts';
import { upload } from './upload.ts';

const account = `AC${'1'.repeat(32)}`;
const conversationSid = `CH${'2'.repeat(32)}`;
const [first, second] = ['3', '4'].map((digit) => ({
  conversationSid,
  messageSid: `IM${digit.repeat(32)}`,
})) as [MessagePlace, MessagePlace];

describe.each(engines)('media on %s', (engine) => {
  const clock = new ManualClock(new Date('2024-05-01T12:00:00Z'));
  const sids = new Sids(clock, new SystemRandom());
  let storage: Storage;
  let service: number;
  /** Contents by their SIDs, as a content store would have them. */
  let contents: Set<string>;
  beforeAll(async () => {
    storage = await openStorage((await createDatabase(engine)).url);
    const tools = { storage, clock, sids } as Parameters<typeof defaultService>[0];
    await ensureAccount(tools, account);
    const chat_service_sid = await defaultService(tools, account);
    const key = { account_sid: account, chat_service_sid };
    service = (await storage.read((reader) => reader.one(serviceExists, key)))?.id ?? 0;
  });
  afterAll(() => storage.close());
  beforeEach(() => {
    contents = new Set();
  });

  const announced = () => ({
    service_id: service,
    content_type: 'text/plain',
    filename: 'a.txt',
    category: 'media',
    author: null,
  });
  const keep = async (sid: string) => contents.add(sid).size;
  const make = async () => (await upload({ storage, clock, sids }, announced(), keep)).sid;
  const attach = (sid: string, place: MessagePlace) =>
    storage.write((transaction) =>
      attachMedia(transaction, service, sid, { ...place, time: instant(clock.now()) }),
    );
  const find = (sid: string) => storage.read((reader) => reader.one(findMedia, { service_id: service, sid }));

  /** Does all that the chores do. */
  const tidy = async () => {
    const tools = { storage, clock };
    while (await removeUnusedMedia(tools));
    while (await removeDueContent(storage, clock.now(), async (sid) => void contents.delete(sid)));
  };

  it('is given to one message, which shows it, and stays', async () => {
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
    await tidy();
    expect(contents).toEqual(new Set([sid]));
  });

  it('is given to one of two messages that want it at the same time', async () => {
    const sid = await make();
    const outcomes = await Promise.allSettled([attach(sid, first), attach(sid, second)]);
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  });

  it('is sent, or removed as unused, when both are to happen at once', async () => {
    const sid = await make();
    clock.advance(24 * 3_600_000);
    const unused = removeUnusedMedia({ storage, clock });
    const outcome = await attach(sid, first).then(
      () => 'sent',
      ({ code }) => code,
    );
    await unused;
    await tidy();
    expect([outcome, contents.has(sid)]).toEqual(outcome === 'sent' ? ['sent', true] : [50507, false]);
  });

  it.each([
    ['ME', 50510],
    [`IM${'0'.repeat(32)}`, 50510],
    [`ME${'0'.repeat(32)}`, 50507],
  ])('%s is not given to a message: %i', async (sid, code) => {
    await expect(attach(sid, first)).rejects.toMatchObject({ code });
  });

  it('of another service is not there', async () => {
    const sid = await make();
    const elsewhere = storage.write((transaction) =>
      attachMedia(transaction, service + 1, sid, { ...first, time: instant(clock.now()) }),
    );
    await expect(elsewhere).rejects.toMatchObject({ code: 50507 });
  });

  it('goes with its message, and no other does', async () => {
    const [mine, also, other] = [await make(), await make(), await make()];
    const place = { conversationSid, messageSid: `IM${'5'.repeat(32)}` };
    for (const sid of [mine, also]) await attach(sid, place);
    await attach(other, second);
    await storage.write((transaction) =>
      removeMediaOfMessage(transaction, service, place, instant(clock.now())),
    );
    expect(await find(mine)).toBeUndefined();
    await tidy();
    expect(contents).toEqual(new Set([other]));
  });

  it('goes with its conversation, however much it is', async () => {
    const place = { conversationSid: `CH${'6'.repeat(32)}`, messageSid: `IM${'6'.repeat(32)}` };
    const many = await Promise.all(Array.from({ length: 230 }, make));
    await Promise.all(many.map((sid) => attach(sid, place)));
    const other = await make();
    await attach(other, second);
    const remove = () =>
      mediaContent.ofConversation?.({ storage, clock }, service, place.conversationSid, 200);
    expect([await remove(), await remove(), await remove()]).toEqual([200, 30, 0]);
    await tidy();
    expect(contents).toEqual(new Set([other]));
  });

  it('is not made when its content comes too late, and the content does not stay', async () => {
    const late = upload({ storage, clock, sids }, announced(), async (sid) => {
      clock.advance(24 * 3_600_000);
      await keep(sid);
      await tidy();
      return keep(sid);
    });
    await expect(late).rejects.toMatchObject({ status: 408 });
    await tidy();
    expect(contents).toEqual(new Set());
  });

  it('is complete, or is being removed, when both are to happen at once', async () => {
    let due = Promise.resolve(false);
    const made = upload({ storage, clock, sids }, announced(), async (sid) => {
      clock.advance(24 * 3_600_000);
      await keep(sid);
      due = removeDueContent(storage, clock.now(), async (each) => void contents.delete(each));
      return 1;
    }).then(
      ({ sid }) => sid,
      () => undefined,
    );
    const [sid] = await Promise.all([made, due]);
    if (sid === undefined) await tidy();
    expect(contents).toEqual(new Set(sid === undefined ? [] : [sid]));
  });

  it('of content that failed is not there, and what there was of it goes', async () => {
    const failure = new Error('full');
    const failed = upload({ storage, clock, sids }, announced(), async (sid) => {
      await keep(sid);
      throw failure;
    });
    await expect(failed).rejects.toBe(failure);
    await tidy();
    expect(contents).toEqual(new Set());
  });

  it('has its content removed later when that fails, and others meanwhile', async () => {
    const [stuck, other] = [await make(), await make()];
    clock.advance(24 * 3_600_000);
    await removeUnusedMedia({ storage, clock });
    const removeFrom = async (sid: string) => {
      if (sid === stuck) throw new Error('not now');
      contents.delete(sid);
    };
    await expect(removeDueContent(storage, clock.now(), removeFrom)).rejects.toThrow('not now');
    expect(contents.has(other)).toBe(false);
    await tidy();
    expect(contents).toEqual(new Set([stuck]));
    clock.advance(60_000);
    await tidy();
    expect(contents).toEqual(new Set());
  });
});
