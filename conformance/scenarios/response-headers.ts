import { beforeAll, describe, expect, it } from 'vitest';
import type { Api, Reply, RequestDetails } from '../support/http.ts';
import { useTestService } from '../support/test-service.ts';

const json = 'application/json; charset=utf-8';

/** The headers of every reply. */
export function defineHeaderScenarios(api: Api): void {
  describe('the headers of a reply', () => {
    const testService = useTestService(api);
    let replies: [status: number, reply: Reply][] = [];

    beforeAll(async () => {
      const { sid } = await testService.create({ FriendlyName: 'ünï 🍵' });
      const doomed = await testService.create();
      const requests: [status: number, method: string, path: string, details?: RequestDetails][] = [
        [201, 'POST', testService.collection],
        [200, 'GET', testService.itemPath(sid)],
        [200, 'GET', testService.collection],
        [200, 'POST', testService.itemPath(sid), { form: { Attributes: '{"ü":1}' } }],
        [204, 'DELETE', testService.itemPath(doomed.sid)],
        [400, 'POST', testService.collection, { form: { State: '' } }],
        [401, 'GET', testService.collection, { authorization: null }],
        [404, 'GET', testService.itemPath('nobody')],
        [404, 'GET', '/v1/Nonsense'],
        [405, 'PUT', testService.collection],
        [
          415,
          'POST',
          testService.collection,
          { body: '{}', headers: { 'Content-Type': 'application/json' } },
        ],
      ];
      replies = await Promise.all(
        requests.map(
          async ([status, method, path, details]) =>
            [status, await api.send(method, path, details)] as [number, Reply],
        ),
      );
    });

    it('every status has the common headers', () => {
      expect(replies.map(([, reply]) => reply.status)).toEqual(replies.map(([status]) => status));
    });

    it('every reply has a unique request ID', () => {
      const ids = replies.map(([, { headers }]) => headers.get('twilio-request-id'));
      for (const id of ids) expect(id).toMatch(/^RQ[0-9a-f]{32}$/);
      expect(new Set(ids).size).toBe(ids.length);
    });

    it('a reply contains its duration in seconds and the number of concurrent requests', () => {
      for (const [, { headers }] of replies) {
        expect(headers.get('twilio-request-duration')).toMatch(/^\d+\.\d{3}$/);
        expect(headers.get('twilio-concurrent-requests')).toMatch(/^[1-9]\d*$/);
      }
    });

    it('pages of any origin can read replies', () => {
      for (const [, { headers }] of replies) {
        expect(headers.get('access-control-allow-origin')).toBe('*');
        // Browsers ignore the pair of `*` and credentials, and no page may use credentials that a browser remembers.
        expect(headers.has('access-control-allow-credentials')).toBe(false);
        expect(headers.get('access-control-allow-methods')).toBe('GET, POST, DELETE, OPTIONS');
        expect(headers.get('access-control-allow-headers')).toMatch(
          /^Accept, Authorization, Content-Type, If-Match/,
        );
        expect(headers.get('access-control-expose-headers')).toContain('ETag');
      }
    });

    it('a reply has its content type and length', () => {
      for (const [status, { headers, text }] of replies) {
        expect(headers.get('content-type')).toBe(status === 204 ? null : json);
        if (status !== 204) expect(headers.get('content-length')).toBe(String(Buffer.byteLength(text)));
        expect(headers.get('date')).not.toBeNull();
      }
    });

    it('the headers of a reply do not depend on what the client accepts or expects', async () => {
      const headers = {
        Accept: 'text/html',
        'If-Match': '"x"',
        'Idempotency-Key': 'x',
        'X-Twilio-ApiVersion': 'v9',
      };
      const reply = await api.send('GET', testService.collection, { headers });
      expect(reply.status).toBe(200);
      expect(reply.headers.get('content-type')).toBe(json);
    });
  });
}
