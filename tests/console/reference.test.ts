import { api, endpoints, objectName, type Resource, routesOf } from '@colloquy/contract';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeInBrowser } from '../support/browser/describe-in-browser.ts';
import { type ConsoleServer, startConsole } from '../support/console/start-console.ts';
import { findAccessibilityFaults, overflowOf, watchPage } from '../support/console/watch-page.ts';

const resources = Object.values<Resource>(api);
const expectedOperations = [...resources.flatMap((resource) => routesOf(resource)), ...endpoints].map(
  ({ name, method, path }) => `${name}: ${method} ${path}`,
);
const groups = [...resources.map(objectName), ...new Set(endpoints.map(({ tag }) => tag))];

const searchField = (page: Page) => page.getByLabel('Search', { exact: true });
const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { name });
const sectionOf = (page: Page, name: string) => page.getByRole('region', { name, exact: true });

describeInBrowser('the API reference', (open) => {
  let server: ConsoleServer;
  beforeAll(async () => {
    server = await startConsole('sqlite');
  });
  afterAll(() => server?.[Symbol.asyncDispose]());

  test('has a section for every operation of the contract, and needs no credentials', async () => {
    const page = await open(server.url('reference'));
    const navigation = page.getByRole('navigation', { name: 'Reference' });
    const found: string[] = [];
    for (const group of groups) {
      await navigation.locator(`a[href$="/reference/${group}"]`).click();
      await page.waitForURL(server.url(`reference/${group}`));
      const sections = page.locator('main section:has(h2) li[id]');
      await sections.first().waitFor();
      found.push(
        ...(await sections.evaluateAll((items) =>
          items.map((item) => {
            const [method, path] = [...item.children].map((child) => child.textContent);
            return `${item.id}: ${method} ${path}`;
          }),
        )),
      );
    }
    expect(found.toSorted()).toEqual(expectedOperations.toSorted());
    expect(await page.evaluate('sessionStorage.getItem("colloquy.credentials")')).toBeNull();
  });

  test.each([
    ['reference', 'API reference'],
    ['reference/CreateConversation', 'Conversation'],
    ['reference/errors', 'Errors'],
  ])('without credentials, /console/%s is accessible and fits a telephone', async (address, title) => {
    const page = await open(server.url(address));
    const faults = watchPage(page);
    await page.getByRole('heading', { name: title, level: 1 }).waitFor();
    expect(await findAccessibilityFaults(page), 'wide and light').toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.setViewportSize({ width: 360, height: 800 });
    expect(await overflowOf(page), 'pixels too wide').toBe(0);
    expect(await findAccessibilityFaults(page), 'narrow and dark').toEqual([]);
    expect(faults).toEqual({ logged: [], foreign: [] });
  });

  test('an operation has its parameters, an example of its reply, its errors and the call', async () => {
    const page = await open(server.url('reference/UpdateConversation'));
    const section = sectionOf(page, 'Update a conversation');
    await section.getByText('/v1/Conversations/{Sid}', { exact: true }).waitFor();
    expect(await section.evaluate((element) => element.getBoundingClientRect().top)).toBeLessThan(200);
    await section.getByText('A name, unique within the service').waitFor();
    await section.getByText('Must be one of active, inactive, closed').waitFor();
    await section.getByText(`"url": "${server.colloquy.baseUrl}/v1/Conversations/CH`).waitFor();
    await section.getByText(/errors beside those of every operation/).click();
    await section.getByText("Can't update conversation as it's in final closed state").waitFor();
    await section.getByRole('button', { name: 'Python' }).click();
    await section.getByText(/conversations\('CH\w+'\)\.update\(/).waitFor();
  });

  test('a search finds operations by a parameter and errors by their code, and a link opens them', async () => {
    const page = await open(server.url('reference'));
    await searchField(page).fill('projectedaddress');
    await page
      .getByText(/parameter MessagingBinding\.ProjectedAddress/)
      .first()
      .waitFor();
    expect(new URL(page.url()).search).toBe('?search=projectedaddress');
    await searchField(page).fill('50433');
    await page.getByText('error 50433', { exact: false }).first().waitFor();
    await page.getByRole('link', { name: 'Error 50433' }).click();
    await heading(page, 'Error 50433').waitFor();
    await page.getByText('Participant already exists').waitFor();
    expect(await searchField(page).inputValue()).toBe('');
    await page.getByRole('link', { name: /Add a participant to a conversation/ }).click();
    await sectionOf(page, 'Add a participant to a conversation').waitFor();
    expect(page.url()).toBe(server.url('reference/CreateServiceConversationParticipant'));
    await searchField(page).fill('no such thing');
    await page.getByText('Nothing matches').waitFor();
  });

  test('all errors are listed with their status, and filtered by a part of the message', async () => {
    const page = await open(server.url('reference/errors'));
    await page.getByLabel('Filter the errors').fill('unique name');
    await page.getByText('3 of', { exact: false }).waitFor();
    await page.getByRole('listitem').filter({ hasText: '50353' }).getByText('409').waitFor();
  });

  test('on a telephone, a select leads to the groups', async () => {
    const page = await open(server.url('reference'), { width: 390 });
    await page.getByLabel('Section').selectOption('Webhook');
    await heading(page, 'Webhook').first().waitFor();
    expect(page.url()).toBe(server.url('reference/Webhook'));
    expect(await page.getByRole('navigation', { name: 'Reference' }).isVisible()).toBe(false);
  });

  test('the palette finds operations by their path, without credentials, too', async () => {
    const page = await open(server.url('reference'));
    await heading(page, 'API reference').waitFor();
    await page.keyboard.press('Control+k');
    const dialog = page.getByRole('dialog', { name: 'Go to' });
    await dialog.getByText('Type at least two characters').waitFor();
    await page.keyboard.type('mediaset');
    await dialog.getByRole('menuitem', { name: /Fetch the records of several media/ }).waitFor();
    expect(await findAccessibilityFaults(page)).toEqual([]);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await sectionOf(page, 'Fetch the records of several media; code is 200 or 404 for each').waitFor();
    expect(page.url()).toBe(server.url('reference/FetchMediaSet'));
  });

  test('an address that names nothing says so', async () => {
    const page = await open(server.url('reference/createconversation'));
    await page.getByText('The reference has no such entry').waitFor();
  });

  test('signing in leads back to the operation', async () => {
    const page = await open(server.url('reference/FetchUser'));
    await page.getByRole('link', { name: 'Sign in to try it: Fetch a user', exact: true }).click();
    await page.getByLabel('Account SID').fill(server.colloquy.accountSid);
    await page.getByLabel('Auth token').fill(server.colloquy.authToken);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Try it: Fetch a user', exact: true }).waitFor();
    expect(page.url()).toBe(server.url('reference/FetchServiceUser'));
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('link', { name: 'Sign in', exact: true }).waitFor();
    expect(page.url()).toBe(server.url('reference/FetchServiceUser'));
  });

  test('an address that needs a session shows the form, also when the sign-in is opened by itself', async () => {
    const page = await open(server.url('sign-in'));
    await page.getByLabel('Account SID').fill(server.colloquy.accountSid);
    await page.getByLabel('Auth token').fill(server.colloquy.authToken);
    await page.keyboard.press('Enter');
    await heading(page, 'Services').waitFor();
    expect(page.url()).toBe(server.url('services'));
  });

  test('a request is sent with the account, and its reply or its error is shown', async () => {
    const page = await open(server.signedInUrl('reference/CreateConversation'));
    await page.getByRole('button', { name: 'Try it: Create a conversation', exact: true }).click();
    const form = page.getByRole('form', { name: 'Create a conversation' });
    await form.getByLabel('UniqueName', { exact: true }).fill('tried');
    await form.getByRole('button', { name: 'Send', exact: true }).click();
    await form.getByText('201', { exact: true }).waitFor();
    await form.getByText('"unique_name": "tried"').waitFor();
    const { sid } = await server.client.fetchConversation('tried');
    await form.getByText(`"sid": "${sid}"`).waitFor();
    await form.getByText('Twilio-Request-Id').waitFor();
    await form.getByText('As code').click();
    await form.getByText("conversations.create({ uniqueName: 'tried' })").waitFor();
    expect(await findAccessibilityFaults(page)).toEqual([]);

    await form.getByRole('button', { name: 'Send', exact: true }).click();
    await form.getByText('409', { exact: true }).waitFor();
    await form.getByText('Conversation with provided unique name already exists').first().waitFor();
    await form.getByRole('link', { name: 'Error 50353' }).click();
    await heading(page, 'Error 50353').waitFor();
  });

  test('a fetch shows the tag of the object, and a deletion is sent only when it is confirmed', async () => {
    const { sid, chatServiceSid } = await server.client.createConversation({ friendlyName: 'To delete' });
    const page = await open(server.signedInUrl('reference/FetchConversation'));
    await page.getByRole('button', { name: 'Try it: Fetch a conversation', exact: true }).click();
    const form = page.getByRole('form', { name: 'Fetch a conversation' });
    await form.getByLabel('Path').selectOption('/v1/Services/{ChatServiceSid}/Conversations/{Sid}');
    expect(await form.getByLabel('ChatServiceSid').inputValue()).toBe(chatServiceSid);
    await form.getByLabel('Sid', { exact: true }).fill(sid);
    await page.keyboard.press('Enter');
    await form.getByText('200', { exact: true }).waitFor();
    await form.getByText('ETag', { exact: true }).waitFor();

    const title = 'Delete a conversation with its participants, messages and webhooks';
    await page.getByRole('button', { name: `Try it: ${title}` }).click();
    const deletion = page.getByRole('form', { name: title });
    await deletion.getByLabel('Sid', { exact: true }).fill(sid);
    await deletion.getByRole('button', { name: 'Send', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: title });
    await dialog.getByText(`DELETE /v1/Conversations/${sid}`).waitFor();
    expect((await server.client.fetchConversation(sid)).sid).toBe(sid);
    await dialog.getByRole('button', { name: 'Send' }).click();
    await deletion.getByText('204', { exact: true }).waitFor();
    await expect(server.client.fetchConversation(sid)).rejects.toMatchObject({ code: 20404 });
  });

  test('a stream shows the events as they come, until it is stopped', async () => {
    const page = await open(server.signedInUrl('reference/StreamEvents'));
    await page.getByRole('button', { name: /^Try it/ }).click();
    const form = page.getByRole('form');
    await form.getByRole('button', { name: 'Send', exact: true }).click();
    await form.getByText('Waiting for events').waitFor();
    await server.client.createConversation({ friendlyName: 'Streamed' });
    await form.getByText('com.twilio.conversations.conversation.added').first().waitFor();
    await form.getByRole('button', { name: 'Stop' }).click();
    await form.getByText('Waiting for events').waitFor({ state: 'detached' });
  });
});
