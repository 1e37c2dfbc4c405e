import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { startColloquy } from '@colloquy/testkit';
import { afterAll, describe, expect, it } from 'vitest';
import type { ConversationObject, ConversationPage } from '../../conformance/support/api-objects.ts';
import { expectSuccess } from '../../conformance/support/expectations.ts';
import { basicAuthorization, createApi, type Reply } from '../../conformance/support/http.ts';
import { createDatabase, engines } from '../support/engines/databases.ts';

/** The host in the URLs of a reply. A scenario cannot test this, because a shared server needs its own host. */
describe.each(engines)('the URLs in a reply on %s', async (engine) => {
  const database = await createDatabase(engine);
  const colloquy = await startColloquy({ databaseUrl: database.url });
  afterAll(() => colloquy.stop());
  const api = createApi(colloquy);

  /** Fetches a path with another Host header, which `fetch` does not allow. */
  const fetchAs = (host: string, path: string) =>
    new Promise<Pick<Reply, 'status' | 'text'>>((resolve, reject) => {
      const headers = {
        Authorization: basicAuthorization(colloquy.accountSid, colloquy.authToken),
        Host: host,
      };
      const asked = request(`${colloquy.baseUrl}${path}`, { headers }, async (response) => {
        resolve({ status: response.statusCode ?? 0, text: await text(response) });
      });
      asked.on('error', reject).end();
    });

  const fetchPageAs = async (host: string): Promise<ConversationPage> => {
    const reply = await fetchAs(host, '/v1/Conversations?PageSize=1');
    expect(reply.status).toBe(200);
    return JSON.parse(reply.text);
  };

  it.each(['api.example', 'api.example:8443', '127.0.0.1:1', '[::1]:8080', 'localhost'])(
    'the URLs in a reply begin with the host of the request: %s',
    async (host) => {
      await Promise.all([api.post('/v1/Conversations'), api.post('/v1/Conversations')]);
      const { meta, conversations } = await fetchPageAs(host);
      const collection = `http://${host}/v1/Conversations`;
      expect(meta.url).toBe(`${collection}?PageSize=1&Page=0`);
      expect(meta.next_page_url?.startsWith(`${collection}?PageSize=1&Page=1&PageToken=`)).toBe(true);
      expect(conversations[0]?.url).toBe(`${collection}/${conversations[0]?.sid}`);
      expect(conversations[0]?.links['messages']).toBe(`${conversations[0]?.url}/Messages`);
    },
  );

  it('the URLs in a reply have the host of this request, not of an earlier one', async () => {
    const { sid } = expectSuccess<ConversationObject>(await api.post('/v1/Conversations'), 201);
    for (const host of ['one.example', 'two.example', 'one.example']) {
      const fetched = await fetchAs(host, `/v1/Conversations/${sid}`);
      expect(JSON.parse(fetched.text).url).toBe(`http://${host}/v1/Conversations/${sid}`);
      expect((await fetchPageAs(host)).meta.url).toBe(`http://${host}/v1/Conversations?PageSize=1&Page=0`);
    }
  });

  it.each([
    'evil.example/path',
    'a"b',
    'user@evil.example',
    'a b',
    '<script>',
    '1.2.3.999',
    '[::::]',
    'a:99999',
  ])('the URLs in a reply never contain an invalid host: %s', async (host) => {
    const { meta } = await fetchPageAs(host);
    expect(meta.url).toMatch(/^http:\/\/localhost:\d+\/v1\/Conversations\?PageSize=1&Page=0$/);
  });
});
