import { createClient, etagOf } from '@colloquy/client';
import { type Colloquy, startColloquy } from '@colloquy/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDatabase, engines } from '../support/engines/databases.ts';

describe.each(engines)('on %s', (engine) => {
  let colloquy: Colloquy;
  let client: ReturnType<typeof createClient>;
  beforeAll(async () => {
    colloquy = await startColloquy({ databaseUrl: (await createDatabase(engine)).url });
    client = createClient(colloquy);
  });
  afterAll(() => colloquy.stop());

  /** Returns the ETag of an object, which it must have. */
  const tagOf = (item: object): string => etagOf(item) ?? expect.unreachable();

  it('a repeat with an idempotency key returns the first result and changes nothing', async () => {
    const { sid } = await client.createConversation();
    const postMessage = (body: string) =>
      client.createConversationMessage(sid, { body }, { idempotencyKey: `greet ${sid}` });
    const first = await postMessage('hello');
    expect(await postMessage('hello')).toEqual(first);
    expect(await client.listConversationMessage(sid)).toEqual([first]);
    await expect(postMessage('bye')).rejects.toMatchObject({
      name: 'ColloquyError',
      status: 409,
      code: 20001,
    });
  });

  it('an invalid idempotency key is rejected', async () => {
    await expect(client.createConversation({}, { idempotencyKey: '' })).rejects.toMatchObject({
      status: 400,
      code: 20001,
    });
  });

  it('an update with ifMatch is applied to that version only', async () => {
    const made = await client.createConversation();
    const read = await client.fetchConversation(made.sid);
    expect(tagOf(read)).toBe(tagOf(made));
    const changed = await client.updateConversation(
      made.sid,
      { friendlyName: 'first' },
      { ifMatch: tagOf(read) },
    );
    await expect(
      client.updateConversation(made.sid, { friendlyName: 'second' }, { ifMatch: tagOf(read) }),
    ).rejects.toMatchObject({ name: 'ColloquyError', status: 412, code: 20001 });
    expect((await client.fetchConversation(made.sid)).friendlyName).toBe('first');
    const again = { ifMatch: tagOf(changed), idempotencyKey: `third ${made.sid}` };
    await client.updateConversation(made.sid, { friendlyName: 'third' }, again);
    // The first update has changed the version that its condition names.
    const repeated = await client.updateConversation(made.sid, { friendlyName: 'third' }, again);
    expect(repeated.friendlyName).toBe('third');
  });

  it('a deletion with ifMatch is applied to that version only', async () => {
    const made = await client.createConversation();
    const changed = await client.updateConversation(made.sid, { friendlyName: 'kept' });
    await expect(client.deleteConversation(made.sid, {}, { ifMatch: tagOf(made) })).rejects.toMatchObject({
      status: 412,
    });
    await client.deleteConversation(made.sid, {}, { ifMatch: tagOf(changed) });
    await expect(client.fetchConversation(made.sid)).rejects.toMatchObject({ status: 404 });
  });

  it('a fetch with ifNoneMatch rejects with 304 for the known version, and returns a changed object', async () => {
    const made = await client.createConversation();
    const known = { ifNoneMatch: tagOf(made) };
    await expect(client.fetchConversation(made.sid, known)).rejects.toMatchObject({
      name: 'ColloquyError',
      status: 304,
      code: undefined,
    });
    await client.updateConversation(made.sid, { friendlyName: 'new' });
    expect((await client.fetchConversation(made.sid, known)).friendlyName).toBe('new');
  });

  it('objects of lists and copies have no ETag', async () => {
    const made = await client.createConversation();
    const [listed] = await client.listConversation({ limit: 1 });
    expect([etagOf(listed ?? {}), etagOf({ ...made })]).toEqual([undefined, undefined]);
  });
});
