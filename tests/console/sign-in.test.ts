import { expect, test } from 'vitest';
import { describeInBrowser } from '../support/browser/describe-in-browser.ts';
import { startConsole } from '../support/console/start-console.ts';

describeInBrowser('signing in', (open) => {
  test('the link of the banner signs in, and the credentials leave the address at once', async () => {
    await using server = await startConsole('sqlite');
    const page = await open(server.signedInUrl());
    await page.getByRole('heading', { name: 'Services' }).waitFor();
    expect(page.url()).toBe(server.url('services'));
    await page.goBack();
    expect(page.url()).not.toContain(server.colloquy.authToken);
  });

  test('the link of the banner also signs in where the form is open', async () => {
    await using server = await startConsole('sqlite');
    const page = await open(server.url());
    await page.getByLabel('Account SID').waitFor();
    await page.goto(server.signedInUrl());
    await page.getByRole('heading', { name: 'Services' }).waitFor();
    expect(page.url()).toBe(server.url('services'));
  });

  test('the form asks for an account and its token, and leads to the address that was opened', async () => {
    await using server = await startConsole('sqlite');
    const page = await open(server.url('services/default/conversations'));
    const { accountSid, authToken } = server.colloquy;
    await page.getByLabel('Account SID').fill(accountSid);
    await page.getByLabel('Auth token').fill(`${authToken}x`);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('The server does not know these credentials').waitFor();
    await page.getByLabel('Auth token').fill(` ${authToken} `);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Conversations' }).waitFor();
    expect(page.url()).toBe(server.url('services/default/conversations'));
  });

  test('an API key and its secret sign in', async () => {
    await using server = await startConsole('sqlite');
    const { sid, secret } = await server.client.createKey(server.colloquy.accountSid, {
      friendlyName: 'console',
    });
    const page = await open(server.url());
    await page.getByLabel('Account SID').fill(sid);
    await page.getByLabel('Auth token').fill(String(secret));
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Services' }).waitFor();
  });

  test('credentials stay for a reload, are unknown to another tab, and are forgotten on signing out', async () => {
    await using server = await startConsole('sqlite');
    const page = await open(server.signedInUrl('services'));
    await page.getByRole('heading', { name: 'Services' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'Services' }).waitFor();
    const other = await page.context().newPage();
    await other.goto(server.url('services'));
    await other.getByLabel('Account SID').waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('Account SID').waitFor();
    await page.reload();
    await page.getByLabel('Account SID').waitFor();
    const stored = await page.evaluate('JSON.stringify([{ ...sessionStorage }, { ...localStorage }])');
    expect(stored).not.toContain(server.colloquy.authToken);
    expect(stored).not.toContain(server.colloquy.accountSid);
  });

  test('a key that is deleted ends the session with the reason', async () => {
    await using server = await startConsole('sqlite');
    const { accountSid } = server.colloquy;
    const { sid, secret } = await server.client.createKey(accountSid, {});
    const page = await open(`${server.url('services')}#sid=${sid}&token=${secret}`);
    await page.getByRole('heading', { name: 'Services' }).waitFor();
    await server.client.deleteKey(accountSid, sid);
    const notice = page.getByText('Your credentials are not valid any more');
    const link = page.getByRole('link', { name: 'API keys' });
    // The page may have found out by itself before it is asked for more.
    await notice.or(link).first().waitFor();
    await link.click({ timeout: 1000 }).catch(() => {});
    await notice.waitFor();
  });
});
