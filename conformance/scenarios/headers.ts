import { beforeAll, describe, expect, it } from 'vitest';
import type { Api, Reply, RequestDetails } from '../support/http.ts';
import { useSpace } from '../support/space.ts';

const json = 'application/json; charset=utf-8';

/** What every reply carries beside its body. */
export function headerScenarios(api: Api): void {
  describe('the headers of a reply', () => {
    const space = useSpace(api);
    let replies: [status: number, reply: Reply][] = [];

    beforeAll(async () => {
      const { sid } = await space.create({ FriendlyName: 'ünï 🍵' });
      const doomed = await space.create();
      const requests: [status: number, method: string, path: string, details?: RequestDetails][] = [
        [201, 'POST', space.collection],
        [200, 'GET', space.item(sid)],
        [200, 'GET', space.collection],
        [200, 'POST', space.item(sid), { form: { Attributes: '{"ü":1}' } }],
        [204, 'DELETE', space.item(doomed.sid)],
        [400, 'POST', space.collection, { form: { State: '' } }],
        [401, 'GET', space.collection, { authorization: null }],
        [404, 'GET', space.item('nobody')],
        [404, 'GET', '/v1/Nonsense'],
        [405, 'PUT', space.collection],
        [415, 'POST', space.collection, { body: '{}', headers: { 'Content-Type': 'application/json' } }],
      ];
      replies = await Promise.all(
        requests.map(
          async ([status, method, path, details]) =>
            [status, await api.send(method, path, details)] as [number, Reply],
        ),
      );
    });

    it('come with each of the statuses', () => {
      expect(replies.map(([, reply]) => reply.status)).toEqual(replies.map(([status]) => status));
    });

    it('have a request id that no other reply has', () => {
      const ids = replies.map(([, { headers }]) => headers.get('twilio-request-id'));
      for (const id of ids) expect(id).toMatch(/^RQ[0-9a-f]{32}$/);
      expect(new Set(ids).size).toBe(ids.length);
    });

    it('tell the duration in seconds, and how many requests are under way', () => {
      for (const [, { headers }] of replies) {
        expect(headers.get('twilio-request-duration')).toMatch(/^\d+\.\d{3}$/);
        expect(headers.get('twilio-concurrent-requests')).toMatch(/^[1-9]\d*$/);
      }
    });

    it('let pages of any origin read the reply', () => {
      for (const [, { headers }] of replies) {
        expect(headers.get('access-control-allow-origin')).toBe('*');
        expect(headers.get('access-control-allow-credentials')).toBe('true');
        expect(headers.get('access-control-allow-methods')).toBe('GET, POST, DELETE, OPTIONS');
        expect(headers.get('access-control-allow-headers')).toMatch(
          /^Accept, Authorization, Content-Type, If-Match/,
        );
        expect(headers.get('access-control-expose-headers')).toContain('ETag');
      }
    });

    it('tell the type and the length of the body', () => {
      for (const [status, { headers, text }] of replies) {
        expect(headers.get('content-type')).toBe(status === 204 ? null : json);
        if (status !== 204) expect(headers.get('content-length')).toBe(String(Buffer.byteLength(text)));
        expect(headers.get('date')).not.toBeNull();
      }
    });

    it('do not change with what the client accepts or expects', async () => {
      const headers = {
        Accept: 'text/html',
        'If-Match': '"x"',
        'Idempotency-Key': 'x',
        'X-Twilio-ApiVersion': 'v9',
      };
      const reply = await api.send('GET', space.collection, { headers });
      expect(reply.status).toBe(200);
      expect(reply.headers.get('content-type')).toBe(json);
    });
  });
}
