import { type Client, createClient } from '@colloquy/client';
import type { Colloquy } from '@colloquy/testkit';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { otherAccount } from '../support/accounts.ts';
import { createDatabase, engines } from '../support/engines/databases.ts';
import { startServer } from '../support/servers/start-servers.ts';

describe.each(engines)('the history of the metrics on %s', (engine) => {
  let colloquy: Colloquy;
  let client: Client;
  let theirs: Client;
  beforeAll(async () => {
    // The interval of the samples is one of real time.
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    colloquy = await startServer((await createDatabase(engine)).url);
    client = createClient(colloquy);
    const { sid: accountSid, token: authToken } = otherAccount;
    theirs = createClient({ baseUrl: colloquy.baseUrl, accountSid, authToken });
  });
  afterAll(async () => {
    await colloquy?.stop();
    vi.useRealTimers();
  });

  test('a sample has the work of the server, and of the requests those of the account apart', async () => {
    for (let n = 0; n < 3; n++) await client.createConversation({ xTwilioWebhookEnabled: true });
    await theirs.createConversation();
    await expect(theirs.fetchConversation('nothing')).rejects.toMatchObject({ status: 404 });
    // A request is counted a moment after its reply.
    await expect
      .poll(() => client.fetchMetrics())
      .toMatch(/CreateConversation",status="201"} 4\n.*FetchConversation",status="404"} 1\n/s);
    vi.advanceTimersByTime(10_000);
    await expect.poll(async () => (await client.fetchMetricsHistory()).samples.length).toBe(1);
    const [[ours], [of]] = [
      (await client.fetchMetricsHistory()).samples,
      (await theirs.fetchMetricsHistory()).samples,
    ];
    if (ours === undefined || of === undefined) throw new Error('A sample is missing.');
    const { requests2xx, requests4xx, requestsOfAccount } = ours;
    expect(requests2xx).toBeGreaterThanOrEqual(requests4xx * 3);
    expect(requests4xx).toBeGreaterThan(0);
    expect(requestsOfAccount / of.requestsOfAccount).toBeCloseTo(1.5, 1);
    expect({ ...of, requestsOfAccount }).toEqual(ours);
    expect(ours).toMatchObject({
      consumerLags: { webhooks: expect.any(Number), channels: expect.any(Number) },
      pendingDeliveries: 0,
      schedulerLag: 0,
    });
    for (const value of [ours.databaseReadP50, ours.databaseWriteP50, ours.databaseWriteP99])
      expect(value).toBeGreaterThan(0);
    expect(ours.databaseWriteP99).toBeGreaterThanOrEqual(ours.databaseWriteP50 ?? 0);
    expect(ours.eventLoop).toBeGreaterThan(0);
    expect(ours.eventLoop).toBeLessThanOrEqual(1.01);
    // Also if nobody reads /metrics meanwhile.
    vi.advanceTimersByTime(10_000);
    await expect.poll(async () => (await client.fetchMetricsHistory()).samples.length).toBe(2);
    expect((await client.fetchMetricsHistory()).samples[1]?.cpu).toBeGreaterThan(0);
  });
});
