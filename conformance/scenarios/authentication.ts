import { describe, expect, it } from 'vitest';
import { expectNotFound, expectUnauthorized } from '../support/expectations.ts';
import { type Api, basicAuthorization } from '../support/http.ts';
import { unknownSid, useTestService } from '../support/test-service.ts';

const none = 'Authentication Error - No credentials provided';
const unknownUser = 'Authentication Error - invalid username';

/** The credentials that a request needs. */
export function defineAuthenticationScenarios(api: Api): void {
  describe('credentials', () => {
    const testService = useTestService(api);
    const { accountSid, authToken } = api.target;
    const sendAs = (authorization: string | null, path = testService.collection) =>
      api.send('GET', path, { authorization });

    it('a request without credentials is rejected', async () => {
      expectUnauthorized(await sendAs(null), none);
    });

    it.each(['Bearer abc', 'Digest username="x"'])(
      'a request with credentials of another scheme is rejected: %s',
      async (authorization) => {
        expectUnauthorized(await sendAs(authorization), none);
      },
    );

    it('a request is rejected unless it has the complete token of the account', async () => {
      const wrong = [
        '',
        'x',
        authToken.slice(0, -1),
        `${authToken}0`,
        authToken.toUpperCase(),
        `${authToken}:`,
      ];
      for (const token of wrong)
        expectUnauthorized(await sendAs(basicAuthorization(accountSid, token)), 'Authenticate');
    });

    it('a request with an unknown user name is rejected', async () => {
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
        expectUnauthorized(await sendAs(basicAuthorization(user, authToken)), unknownUser);
    });

    it.each(['Basic', 'Basic ', 'Basic ****', `Basic ${btoa('no colon')}`, `Basic ${btoa(':')}`])(
      'a request with malformed credentials is rejected: %s',
      async (authorization) => {
        expect((await sendAs(authorization)).status).toBe(401);
      },
    );

    it('the scheme of the credentials is accepted in any letter case', async () => {
      const credentials = basicAuthorization(accountSid, authToken).slice('Basic '.length);
      expect((await sendAs(`basic ${credentials}`)).status).toBe(200);
      expect((await sendAs(`BASIC ${credentials}`)).status).toBe(200);
    });

    it('every operation checks the credentials before anything else', async () => {
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

    it('a request to an unknown path needs credentials', async () => {
      expectNotFound(await api.get('/v1/Nonsense'), '/v1/Nonsense');
    });
  });
}
