import { expect, test } from 'vitest';
import { describeInBrowser } from '../support/browser/describe-in-browser.ts';
import { startConsole } from '../support/console/start-console.ts';
import { SessionClient, statusOf } from '../support/realtime/session-client.ts';

describeInBrowser('the sessions of client SDKs', (open) => {
  test('a session is listed while its client is connected', async () => {
    await using server = await startConsole('sqlite');
    const page = await open(server.signedInUrl('realtime'));
    await page.getByText('npm run colloquy -- token --identity alice').waitFor();
    const { token } = await server.client.createToken({ identity: 'alice' });
    {
      using session = new SessionClient(server.colloquy.baseUrl);
      const metadata = {
        env: 'Chrome',
        envv: '156.0',
        os: 'Linux',
        osv: 'unknown',
        sdk: 'JS',
        sdkv: '3.0.1',
      };
      expect(statusOf(await session.call('init', { token, metadata }))).toMatchObject({ code: 200 });
      await page.getByRole('row', { name: /alice.*JS 3\.0\.1, Chrome 156\.0, Linux/ }).waitFor();
    }
    await page.getByText('No client is connected').waitFor();
  });
});
