import { describe, expect, it } from 'vitest';
import { sdkRuns, useOfficialClient } from '../support/http/official-client.ts';
import { mounts } from './support/mounts.ts';

interface Receipt {
  readonly sid: string;
  toJSON(): unknown;
}

/** The common members of the client's two classes for a conversation that receipts need. */
interface Conversation {
  readonly participants: { create(params: object): Promise<{ readonly sid: string }> };
  readonly messages: {
    create(params: object): Promise<{ readonly sid: string; readonly delivery: unknown }>;
    (
      sid: string,
    ): {
      readonly deliveryReceipts: {
        list(): Promise<readonly Receipt[]>;
        (sid: string): { fetch(): Promise<Receipt> };
      };
    };
  };
}

describe.each(sdkRuns)('the delivery receipts of the official client on $engine with $sdk', async (run) => {
  const { colloquy, client } = await useOfficialClient(run);
  const { v1 } = client.conversations;
  const { sid: serviceSid } = await v1.services.create({ friendlyName: 'SDK' });

  it.each(mounts)('the official client lists and fetches delivery receipts by the %s path', async (mount) => {
    const service = v1.services(serviceSid);
    const { sid } =
      mount === 'account' ? await v1.conversations.create() : await service.conversations.create();
    const conversation: Conversation =
      mount === 'account' ? v1.conversations(sid) : service.conversations(sid);
    const guest = {
      'messagingBinding.address': '+15005550003',
      'messagingBinding.proxyAddress': mount === 'account' ? '+15550101' : '+15550102',
    };
    const { sid: participantSid } = await conversation.participants.create(guest);
    const message = await conversation.messages.create({ body: 'Hello' });
    expect(message.delivery).toMatchObject({ total: 1, sent: 'none' });
    await colloquy.advance('PT0S');
    const { deliveryReceipts } = conversation.messages(message.sid);
    const [receipt, ...others] = await deliveryReceipts.list();
    expect(others).toEqual([]);
    expect(receipt).toMatchObject({
      messageSid: message.sid,
      conversationSid: sid,
      participantSid,
      status: 'undelivered',
      errorCode: 30003,
    });
    const fetched = await conversation
      .messages(message.sid)
      .deliveryReceipts(receipt?.sid ?? '')
      .fetch();
    expect(fetched.toJSON()).toEqual(receipt?.toJSON());
  });
});
