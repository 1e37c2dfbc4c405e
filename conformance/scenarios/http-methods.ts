import { describe, expect, it } from 'vitest';
import { expectError, expectNotFound } from '../support/expectations.ts';
import type { Api } from '../support/http.ts';
import { unknownSid, useTestService } from '../support/test-service.ts';

/** Methods and paths other than those of the operations. */
export function defineMethodScenarios(api: Api): void {
  describe('unsupported methods', () => {
    const testService = useTestService(api);
    const paths = {
      collection: () => [testService.collection, '/v1/Conversations'],
      itemPath: () => [testService.itemPath(unknownSid('CH')), '/v1/Conversations/name'],
      services: () => ['/v1/Services', '/v1/Services/'],
      service: () => [`/v1/Services/${testService.serviceSid}`, `/v1/Services/${unknownSid('IS')}`],
    };

    it.each<[method: string, keyof typeof paths]>([
      ['PUT', 'collection'],
      ['PATCH', 'collection'],
      ['DELETE', 'collection'],
      ['PUT', 'itemPath'],
      ['PATCH', 'itemPath'],
      ['PUT', 'services'],
      ['PATCH', 'services'],
      ['DELETE', 'services'],
      ['POST', 'service'],
      ['PUT', 'service'],
      ['PATCH', 'service'],
    ])('an unsupported method is rejected: %s on a %s', async (method, kind) => {
      for (const path of paths[kind]()) expectError(await api.send(method, path), 20004);
    });

    it('an unsupported method with a body is rejected', async () => {
      expectError(
        await api.post(`/v1/Services/${testService.serviceSid}`, { FriendlyName: 'renamed' }),
        20004,
      );
      expectError(await api.send('PUT', testService.collection, { form: { FriendlyName: 'x' } }), 20004);
    });
  });

  describe('unknown paths', () => {
    it.each([
      '/v1/Nonsense',
      '/v1/conversations',
      '/v1/services',
      '/v1/Conversation',
      '/v1/Conversations/a/b/c',
      '/v1/Services/a/Nonsense',
    ])('an unknown path is not found: %s', async (path) => {
      for (const method of ['GET', 'POST', 'DELETE', 'PUT'])
        expectNotFound(await api.send(method, path), path);
      expectNotFound(await api.get(path, { PageSize: 'x' }), path);
    });
  });

  describe('HEAD requests', () => {
    const testService = useTestService(api);

    it('a HEAD request is answered like GET, without the body', async () => {
      const { sid } = await testService.create({ UniqueName: 'head' });
      const service = `/v1/Services/${testService.serviceSid}`;
      for (const path of [
        testService.itemPath(sid),
        testService.itemPath('head'),
        testService.collection,
        service,
        testService.itemPath('nobody'),
        '/v1/Nonsense',
      ]) {
        const [get, head] = [await api.get(path), await api.send('HEAD', path)];
        expect(head.status).toBe(get.status);
        expect(head.text).toBe('');
        for (const name of ['content-type', 'content-length'])
          expect(head.headers.get(name)).toBe(get.headers.get(name));
        expect(head.headers.get('twilio-request-id')).toMatch(/^RQ[0-9a-f]{32}$/);
      }
    });

    it('a HEAD request needs credentials like GET', async () => {
      expect((await api.send('HEAD', testService.collection, { authorization: null })).status).toBe(401);
    });
  });

  describe('OPTIONS requests', () => {
    it.each(['/v1/Conversations', '/v1/Conversations/x', '/v1/Services', '/v1/Services/x/Conversations'])(
      'an OPTIONS request to %s returns what browsers may send, without credentials',
      async (path) => {
        const headers = {
          Origin: 'https://app.example',
          'Access-Control-Request-Method': 'POST',
          'Access-Control-Request-Headers': 'authorization',
        };
        const reply = await api.send('OPTIONS', path, { authorization: null, headers });
        expect([200, 204]).toContain(reply.status);
        expect(reply.headers.get('access-control-allow-origin')).toBe('*');
        expect(reply.headers.get('access-control-allow-methods')).toBe('GET, POST, DELETE, OPTIONS');
        expect(reply.headers.get('access-control-allow-headers')).toContain('Authorization');
      },
    );
  });
}
