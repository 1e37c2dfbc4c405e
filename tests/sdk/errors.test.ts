import { describe, expect, it } from 'vitest';
import { connectClient, sdkRuns, sdks, useOfficialClient } from '../support/http/official-client.ts';

const moreInfo = (code: number): string => `https://www.twilio.com/docs/errors/${code}`;

describe.each(sdkRuns)('the errors of the official client on $engine with $sdk', async (run) => {
  const { colloquy, client } = await useOfficialClient(run);
  const { RestException } = sdks[run.sdk];
  const { v1 } = client.conversations;
  const { sid: serviceSid } = await v1.services.create({ friendlyName: 'errors' });
  const conversations = v1.services(serviceSid).conversations;

  /** Returns the error of a call. */
  async function errorOf(call: Promise<unknown>): Promise<InstanceType<typeof RestException>> {
    const error = await call.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    if (error instanceof RestException) return error;
    throw new Error(`Not a RestException: ${String(error)}`);
  }

  it('the official client reports invalid values', async () => {
    const error = await errorOf(conversations.create({ attributes: '{' }));
    expect(error).toMatchObject({
      status: 400,
      code: 50304,
      message: 'Attributes not valid JSON',
      moreInfo: moreInfo(50304),
    });
    expect(error.details).toEqual({
      parameter: 'Attributes',
      value: '{',
      allowed: 'JSON text of up to 16384 bytes',
    });
    expect(await errorOf(conversations.create({ 'timers.inactive': 'PT1S' }))).toMatchObject({
      status: 400,
      code: 50375,
    });
    expect(await errorOf(conversations.list({ pageSize: 0.5 }))).toMatchObject({ status: 400, code: 20001 });
    expect(await errorOf(conversations.create({ state: 'closed' }))).toMatchObject({
      status: 400,
      code: 50384,
    });
  });

  it('the official client reports a closed conversation', async () => {
    const { sid } = await conversations.create();
    await conversations(sid).update({ state: 'closed' });
    expect(await errorOf(conversations(sid).update({ friendlyName: 'x' }))).toMatchObject({
      status: 400,
      code: 50377,
    });
  });

  it('the official client reports missing objects', async () => {
    const path = `/Services/${serviceSid}/Conversations/nobody`;
    const missing = { status: 404, code: 20404, moreInfo: moreInfo(20404) };
    const message = `The requested resource ${path} was not found`;
    const missingConversation = v1.services(serviceSid).conversations('nobody');
    expect(await errorOf(missingConversation.fetch())).toMatchObject({ ...missing, message });
    expect(await errorOf(missingConversation.update({ friendlyName: 'x' }))).toMatchObject({
      ...missing,
      message,
    });
    expect(await errorOf(missingConversation.remove())).toMatchObject({ ...missing, message });
    const nowhere = v1.services(`IS${'0'.repeat(32)}`).conversations;
    expect(await errorOf(nowhere.list())).toMatchObject(missing);
    expect(await errorOf(nowhere.create())).toMatchObject(missing);
  });

  it('the official client reports a unique name in use', async () => {
    await conversations.create({ uniqueName: 'taken' });
    expect(await errorOf(conversations.create({ uniqueName: 'taken' }))).toMatchObject({
      status: 409,
      code: 50353,
      message: 'Conversation with provided unique name already exists',
      moreInfo: moreInfo(50353),
    });
  });

  it.each([
    ['a wrong token', () => [colloquy.accountSid, 'wrong'], 'Authenticate'],
    ['an unknown account', () => [`AC${'0'.repeat(32)}`, 'wrong'], 'Authentication Error - invalid username'],
  ] as const)('the official client reports %s', async (_what, credentials, message) => {
    const [user, password] = credentials();
    const wrongClient = connectClient(run.sdk, colloquy.baseUrl, user, password);
    const error = await errorOf(wrongClient.conversations.v1.conversations.create());
    expect(error).toMatchObject({ status: 401, code: 20003, message, moreInfo: moreInfo(20003) });
  });
});
