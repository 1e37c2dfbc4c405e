import { startColloquy } from '@colloquy/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDatabase, engines } from '../support/engines/databases.ts';
import { createCaller, type HttpCaller, type Reply, type RequestForm } from '../support/http/caller.ts';

const [ours, ourWhatsApp, other] = ['+15550100', 'whatsapp:+15550100', '+15550999'];
const [Address, ProxyAddress, Projected, Fallback] = [
  'MessagingBinding.Address',
  'MessagingBinding.ProxyAddress',
  'MessagingBinding.ProjectedAddress',
  'MessagingBinding.ProxyAddressFallback',
];

const refusals = {
  50413: 'Account is not authorized to use proxy address',
  50439: 'Account is not authorized to use the projected address',
} as const;

const expectRefusal = ({ status, body }: Reply, code: keyof typeof refusals) =>
  expect([status, body]).toEqual([
    403,
    {
      code,
      message: refusals[code],
      more_info: `https://www.twilio.com/docs/errors/${code}`,
      status: 403,
    },
  ]);

let phone = 15_551_000;
const customer = () => `+${phone++}`;

describe.each(engines)('a configured list of addresses on %s', (engine) => {
  let call: HttpCaller;
  let stop: () => Promise<void>;
  beforeAll(async () => {
    const { url } = await createDatabase(engine);
    const settings = { COLLOQUY_PROXY_ADDRESSES: `${ours}, ${ourWhatsApp}` };
    const colloquy = await startColloquy({ databaseUrl: url, settings });
    call = createCaller(colloquy.baseUrl, colloquy.accountSid, colloquy.authToken);
    stop = () => colloquy.stop();
  });
  afterAll(() => stop());

  const conversation = async () =>
    `/v1/Conversations/${(await call('POST', '/v1/Conversations', {})).body.sid}/Participants`;

  test('a participant gets only proxy and projected addresses of the list', async () => {
    const path = await conversation();
    const refused: readonly (readonly [RequestForm, keyof typeof refusals])[] = [
      [{ [Address]: customer(), [ProxyAddress]: other }, 50413],
      [{ [Address]: `whatsapp:${customer()}`, [ProxyAddress]: `whatsapp:${other}` }, 50413],
      [{ [Address]: 'rcs:ann', [ProxyAddress]: 'rcs:shop', [Fallback]: ours }, 50413],
      [{ [Projected]: other }, 50439],
      [{ Identity: 'ann', [Projected]: other }, 50439],
    ];
    for (const [form, code] of refused) expectRefusal(await call('POST', path, form), code);
    expect((await call('GET', '/v1/Users/ann')).status).toBe(404);
    for (const form of [
      { [Address]: customer(), [ProxyAddress]: ours },
      { [Address]: `whatsapp:${customer()}`, [ProxyAddress]: ourWhatsApp },
      { Identity: 'on chat' },
    ])
      expect((await call('POST', path, form)).status).toBe(201);
  });

  test('a participant is updated only to addresses of the list', async () => {
    const path = await conversation();
    const added = await call('POST', path, { [Address]: customer(), [ProxyAddress]: ours });
    const item = `${path}/${added.body.sid}`;
    expect((await call('POST', item, { [ProxyAddress]: 'null' })).status).toBe(200);
    expectRefusal(await call('POST', item, { [ProxyAddress]: other }), 50413);
    expect((await call('POST', item, { [ProxyAddress]: ours })).status).toBe(200);
    const chat = await call('POST', await conversation(), { Identity: 'ben' });
    const user = chat.body.url.slice(chat.body.url.indexOf('/v1'));
    expectRefusal(await call('POST', user, { [Projected]: other }), 50439);
    expect((await call('POST', user, { [Projected]: ours })).status).toBe(200);
  });

  test('a conversation is created only with participants with addresses of the list', async () => {
    const create = (participant: object) =>
      call('POST', '/v1/ConversationWithParticipants', { Participant: JSON.stringify(participant) });
    const pair = (proxy_address: string) => ({ messaging_binding: { address: customer(), proxy_address } });
    expectRefusal(await create(pair(other)), 50413);
    expectRefusal(await create({ identity: 'cem', messaging_binding: { projected_address: other } }), 50439);
    expect((await create(pair(ours))).status).toBe(202);
  });

  test('an inbound message does not create a conversation by an address that is not in the list', async () => {
    for (const [type, address] of [
      ['sms', other],
      ['sms', ours],
    ] as const)
      expect(
        (
          await call('POST', '/v1/Configuration/Addresses', {
            Type: type,
            Address: address,
            'AutoCreation.Enabled': 'true',
            'AutoCreation.Type': 'default',
          })
        ).status,
      ).toBe(201);
    const inbound = (To: string, more: object = {}) =>
      call('POST', '/colloquy/v1/inbound', { From: customer(), To, Body: 'Hi', ...more });
    const alone = await inbound(other);
    expect([alone.status, alone.body.code]).toEqual([403, 50413]);
    const group = await inbound(other, { Recipient: customer() });
    expect([group.status, group.body.code]).toEqual([403, 50439]);
    expect((await inbound(ours)).status).toBe(201);
  });
});

test('a list with a value that is not an address stops the start', async () => {
  await expect(startColloquy({ settings: { COLLOQUY_PROXY_ADDRESSES: `${ours},nobody` } })).rejects.toThrow(
    'COLLOQUY_PROXY_ADDRESSES',
  );
});
