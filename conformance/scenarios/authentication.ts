import { describe, expect, it } from 'vitest';
import { expectNotFound, expectUnauthorized } from '../support/expectations.ts';
import { type Api, basicAuthorization } from '../support/http.ts';
import { unknownSid, useTestService } from '../support/test-service.ts';

const none = 'Authentication Error - No credentials provided';
const unknownUser = 'Authentication Error - invalid username';

/** Who may ask. */
export function defineAuthenticationScenarios(api: Api): void {
  describe('the credentials of a request', () => {
    const testService = useTestService(api);
    const { accountSid, authToken } = api.target;
    const asked = (authorization: string | null, path = testService.collection) =>
      api.send('GET', path, { authorization });

    it('are needed', async () => {
      expectUnauthorized(await asked(null), none);
    });

    it.each(['Bearer abc', 'Digest username="x"'])('are not of another scheme: %s', async (authorization) => {
      expectUnauthorized(await asked(authorization), none);
    });

    it('have the right token, and the whole of it', async () => {
      const wrong = [
        '',
        'x',
        authToken.slice(0, -1),
        `${authToken}0`,
        authToken.toUpperCase(),
        `${authToken}:`,
      ];
      for (const token of wrong)
        expectUnauthorized(await asked(basicAuthorization(accountSid, token)), 'Authenticate');
    });

    it('have a user name that is known', async () => {
      const wrong = [
        '',
        'admin',
        unknownSid('AC'),
        unknownSid('SK'),
        accountSid.toLowerCase(),
        '__proto__',
        'constructor',
      ];
      for (const user of wrong)
        expectUnauthorized(await asked(basicAuthorization(user, authToken)), unknownUser);
    });

    it.each(['Basic', 'Basic ', 'Basic ****', `Basic ${btoa('no colon')}`, `Basic ${btoa(':')}`])(
      'are well formed: %s is not',
      async (authorization) => {
        expect((await asked(authorization)).status).toBe(401);
      },
    );

    it('may name the scheme in any letter case', async () => {
      const credentials = basicAuthorization(accountSid, authToken).slice('Basic '.length);
      expect((await asked(`basic ${credentials}`)).status).toBe(200);
      expect((await asked(`BASIC ${credentials}`)).status).toBe(200);
    });

    it('are asked for by every operation, before anything else is looked at', async () => {
      const { sid } = await testService.create();
      const requests: [method: string, path: string][] = [
        ['GET', testService.itemPath(sid)],
        ['GET', '/v1/Conversations'],
        ['GET', '/v1/Services'],
        ['GET', `/v1/Services/${testService.serviceSid}`],
        ['GET', `${testService.collection}?PageSize=bad`],
        ['GET', '/v1/Nonsense'],
        ['GET', testService.itemPath('%zz')],
        ['PUT', testService.collection],
        ['DELETE', testService.itemPath(sid)],
        ['DELETE', `/v1/Services/${testService.serviceSid}`],
      ];
      for (const [method, path] of requests) {
        expectUnauthorized(await api.send(method, path, { authorization: null }), none);
      }
      const writes = [testService.collection, testService.itemPath(sid), '/v1/Services', '/v1/Conversations'];
      for (const path of writes) {
        expectUnauthorized(
          await api.send('POST', path, { authorization: null, form: { State: 'closed' } }),
          none,
        );
        const json = { authorization: null, body: '{}', headers: { 'Content-Type': 'application/json' } };
        expectUnauthorized(await api.send('POST', path, json), none);
      }
      expect((await testService.fetch(sid)).state).toBe('active');
    });

    it('come before an unknown path', async () => {
      expectNotFound(await api.get('/v1/Nonsense'), '/v1/Nonsense');
    });
  });
}
