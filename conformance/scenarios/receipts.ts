import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { datePattern, expectEmpty, expectNotFound, expectSuccess } from '../support/expectations.ts';
import type { Api } from '../support/http.ts';
import { TestService, unknownSid } from '../support/test-service.ts';

interface Receipt {
  readonly sid: string;
  readonly status: string | null;
  readonly error_code: number;
  readonly participant_sid: string;
  readonly date_updated: string;
}
interface Message {
  readonly sid: string;
  readonly delivery: unknown;
}

const none = { sent: 'none', delivered: 'none', read: 'none', failed: 'none', undelivered: 'none' };

/** Returns a number of the range that is reserved for fiction, different from all others of this run. */
let last = Math.floor(Math.random() * 9_000_000) + 1_000_000;
const uniquePhoneNumber = (): string => `+1555${++last}`;

/** Delivery receipts of participants on other channels. They are updated soon, not at once. */
export function defineReceiptScenarios(api: Api): void {
  describe.each(['service', 'account'] as const)('a delivery receipt (%s)', (mount) => {
    const testService = new TestService(api, mount);
    beforeAll(() => testService.open());
    afterAll(() => testService.close());

    const proxy = uniquePhoneNumber();
    const join = async (conversation: string, form: Record<string, string>) =>
      expectSuccess<{ sid: string }>(
        await api.post(`${testService.itemPath(conversation)}/Participants`, form),
        201,
      ).sid;
    const joinBy = (conversation: string, address: string) =>
      join(conversation, { 'MessagingBinding.Address': address, 'MessagingBinding.ProxyAddress': proxy });
    const post = async (conversation: string, form: Record<string, string> = {}): Promise<Message> =>
      expectSuccess(
        await api.post(`${testService.itemPath(conversation)}/Messages`, { Body: 'Hello', ...form }),
        201,
      );
    const receiptsPath = (conversation: string, message: string) =>
      `${testService.itemPath(conversation)}/Messages/${message}/Receipts`;
    const receipts = async (conversation: string, message: string): Promise<Receipt[]> =>
      expectSuccess<{ delivery_receipts: Receipt[] }>(await api.get(receiptsPath(conversation, message)), 200)
        .delivery_receipts;
    /** Waits until the delivery of the message is finished. */
    const waitForStatuses = async (conversation: string, message: string, statuses: readonly string[]) => {
      await expect
        .poll(async () => (await receipts(conversation, message)).map(({ status }) => status).sort())
        .toEqual([...statuses].sort());
      return receipts(conversation, message);
    };
    const delivery = async (conversation: string, message: string) =>
      expectSuccess<Message>(await api.get(`${testService.itemPath(conversation)}/Messages/${message}`), 200)
        .delivery;

    it('a delivery receipt is created for each participant on another channel, and for none on chat', async () => {
      const { sid } = await testService.create();
      await join(sid, { Identity: 'alice' });
      expect((await post(sid)).delivery).toBeNull();
      const guest = await joinBy(sid, uniquePhoneNumber());
      const message = await post(sid, { Author: 'alice' });
      expect(message.delivery).toEqual({ total: 1, ...none });
      const [receipt] = await waitForStatuses(sid, message.sid, ['delivered']);
      const url = `${api.target.baseUrl}${receiptsPath(sid, message.sid)}/${receipt?.sid}`;
      expect(receipt).toEqual({
        sid: expect.stringMatching(/^DY[0-9a-f]{32}$/),
        account_sid: api.target.accountSid,
        ...(mount === 'service' && { chat_service_sid: testService.serviceSid }),
        conversation_sid: sid,
        message_sid: message.sid,
        participant_sid: guest,
        channel_message_sid: expect.stringMatching(/^SM[0-9a-f]{32}$/),
        status: 'delivered',
        error_code: 0,
        date_created: expect.stringMatching(datePattern),
        date_updated: expect.stringMatching(datePattern),
        url,
      });
      expect((await api.get(url)).body).toEqual(receipt);
      expect(await delivery(sid, message.sid)).toEqual({ total: 1, ...none, sent: 'all', delivered: 'all' });
    });

    it('a delivery receipt is not created for the author', async () => {
      const { sid } = await testService.create();
      const [author, other] = [uniquePhoneNumber(), uniquePhoneNumber()];
      await joinBy(sid, author);
      const to = await joinBy(sid, other);
      const message = await post(sid, { Author: author });
      const found = await waitForStatuses(sid, message.sid, ['delivered']);
      expect(found.map(({ participant_sid }) => participant_sid)).toEqual([to]);
    });

    it("delivery receipts report failures, depending on the participant's number", async () => {
      const { sid } = await testService.create();
      const stories = {
        '+15005550001': ['failed', 21211],
        '+15005550002': ['failed', 21612],
        '+15005550003': ['undelivered', 30003],
        '+15005550004': ['undelivered', 30004],
        '+15005550005': ['undelivered', 30006],
        '+15005550007': ['sent', 0],
        '+15005550008': ['read', 0],
      } as const;
      const expected = new Map<string, readonly [string, number]>();
      for (const [address, story] of Object.entries(stories)) expected.set(await joinBy(sid, address), story);
      const message = await post(sid);
      const found = await waitForStatuses(
        sid,
        message.sid,
        [...expected.values()].map(([status]) => status),
      );
      for (const { participant_sid, status, error_code } of found)
        expect([status, error_code]).toEqual(expected.get(participant_sid));
      expect(await delivery(sid, message.sid)).toEqual({
        total: 7,
        sent: 'some',
        delivered: 'some',
        read: 'some',
        failed: 'some',
        undelivered: 'some',
      });
    });

    it('a delivery receipt belongs to its channel', async () => {
      const { sid } = await testService.create();
      await join(sid, {
        'MessagingBinding.Address': `whatsapp:${uniquePhoneNumber()}`,
        'MessagingBinding.ProxyAddress': `whatsapp:${proxy}`,
      });
      const message = await post(sid);
      const [receipt] = await waitForStatuses(sid, message.sid, ['delivered']);
      expect(receipt).toMatchObject({ channel_message_sid: expect.stringMatching(/^WA[0-9a-f]{32}$/) });
    });

    it('a read receipt moves the read index of a WhatsApp participant, and of no other', async () => {
      const { sid } = await testService.create();
      const number = '+15005550008';
      const reader = await join(sid, {
        'MessagingBinding.Address': `whatsapp:${number}`,
        'MessagingBinding.ProxyAddress': `whatsapp:${uniquePhoneNumber()}`,
      });
      const other = await join(sid, {
        'MessagingBinding.Address': number,
        'MessagingBinding.ProxyAddress': uniquePhoneNumber(),
      });
      const horizon = async (participant: string) => {
        const path = `${testService.itemPath(sid)}/Participants/${participant}`;
        return expectSuccess<{ last_read_message_index: number | null; last_read_timestamp: string | null }>(
          await api.get(path),
          200,
        );
      };
      expect(await horizon(reader)).toMatchObject({ last_read_message_index: null });
      for (const index of [0, 1]) {
        const message = await post(sid);
        const found = await waitForStatuses(sid, message.sid, ['read', 'read']);
        const receipt = found.find(({ participant_sid }) => participant_sid === reader);
        expect(await horizon(reader)).toMatchObject({
          last_read_message_index: index,
          last_read_timestamp: receipt?.date_updated,
        });
      }
      await api.post(`${testService.itemPath(sid)}/Participants/${reader}`, { LastReadMessageIndex: '9' });
      await waitForStatuses(sid, (await post(sid)).sid, ['read', 'read']);
      expect(await horizon(reader)).toMatchObject({ last_read_message_index: 9 });
      expect(await horizon(other)).toMatchObject({
        last_read_message_index: null,
        last_read_timestamp: null,
      });
    });

    it('delivery receipts are deleted with their message', async () => {
      const { sid } = await testService.create();
      await joinBy(sid, uniquePhoneNumber());
      const message = await post(sid);
      const [receipt] = await waitForStatuses(sid, message.sid, ['delivered']);
      const path = receiptsPath(sid, message.sid);
      const unknown = `${path}/${unknownSid('DY')}`;
      expectNotFound(await api.get(unknown), unknown);
      expectEmpty(await api.delete(`${testService.itemPath(sid)}/Messages/${message.sid}`));
      for (const gone of [path, `${path}/${receipt?.sid}`]) expectNotFound(await api.get(gone), gone);
    });
  });
}
