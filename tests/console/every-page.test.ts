import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeInBrowser } from '../support/browser/describe-in-browser.ts';
import { fillService } from '../support/console/fill-service.ts';
import { type ConsoleServer, startConsole } from '../support/console/start-console.ts';
import { findAccessibilityFaults, overflowOf, watchPage } from '../support/console/watch-page.ts';

/** Every page: its name, its address, and what it shows when it has loaded. */
const pages: readonly {
  readonly name: string;
  readonly address: (sids: { readonly service: string; readonly conversation: string }) => string;
  readonly loaded: (page: Page) => Promise<unknown>;
}[] = [
  {
    name: 'services',
    address: () => 'services',
    loaded: (page) => page.getByRole('row', { name: 'Support' }).waitFor(),
  },
  {
    name: 'conversations',
    address: ({ service }) => `services/${service}/conversations`,
    loaded: (page) => page.getByText('+15550100177, alice').waitFor(),
  },
  {
    name: 'conversations of the default service, which has none',
    address: () => 'services/default/conversations',
    loaded: (page) => page.getByText('There is no conversation yet').waitFor(),
  },
  {
    name: 'conversations that no filter matches',
    address: ({ service }) => `services/${service}/conversations?search=zzz`,
    loaded: (page) => page.getByText('No conversation matches').waitFor(),
  },
  {
    name: 'conversation',
    address: ({ service, conversation }) => `services/${service}/conversations/${conversation}`,
    loaded: (page) => page.getByAltText('parcel.png').waitFor(),
  },
  {
    name: 'conversation that does not exist',
    address: ({ service }) => `services/${service}/conversations/CH${'0'.repeat(32)}`,
    loaded: (page) => page.getByText('This object does not exist.').waitFor(),
  },
  {
    name: 'API keys',
    address: () => 'keys',
    loaded: (page) => page.getByText('Billing').waitFor(),
  },
  {
    name: 'clock',
    address: () => 'clock',
    loaded: (page) => page.getByRole('row', { name: /timer/ }).waitFor(),
  },
  {
    name: 'requests',
    address: () => 'requests',
    loaded: (page) =>
      page
        .getByRole('row', { name: /CreateServiceConversation / })
        .first()
        .waitFor(),
  },
  {
    name: 'webhooks',
    address: () => 'webhooks',
    loaded: (page) => page.getByText('Nothing has been sent yet').waitFor(),
  },
  {
    name: 'users',
    address: () => 'services/default/users',
    loaded: (page) =>
      page
        .getByText('There is no user yet')
        .or(page.getByRole('row', { name: /alice/ }))
        .waitFor(),
  },
  {
    name: 'roles',
    address: () => 'services/default/roles',
    loaded: (page) => page.getByRole('row', { name: /service admin/ }).waitFor(),
  },
  {
    name: 'configuration',
    address: () => 'services/default/configuration',
    loaded: (page) => page.getByLabel('Reachability').waitFor(),
  },
  {
    name: 'real time',
    address: () => 'realtime',
    loaded: (page) => page.getByText('No client is connected').waitFor(),
  },
  {
    name: 'events',
    address: () => 'events',
    loaded: (page) =>
      page
        .getByRole('row', { name: /onMessageAdded/ })
        .first()
        .waitFor(),
  },
  {
    name: 'reference',
    address: () => 'reference',
    loaded: (page) => page.getByRole('heading', { name: 'API reference' }).waitFor(),
  },
  {
    name: 'reference of a group',
    address: () => 'reference/ConversationParticipant',
    loaded: (page) => page.getByRole('heading', { name: 'Update a participant' }).waitFor(),
  },
  {
    name: 'reference of an operation with a form',
    address: () => 'reference/CreateConversationMessage',
    loaded: async (page) => {
      await page.getByRole('heading', { name: 'Message', exact: true }).waitFor();
      const open = page.getByRole('button', { name: 'Try it: Create a message' });
      await open.click();
      await page.getByRole('form').waitFor();
    },
  },
  {
    name: 'errors of the reference',
    address: () => 'reference/errors',
    loaded: (page) => page.getByText('Participant already exists', { exact: true }).waitFor(),
  },
  {
    name: 'search in the reference',
    address: () => 'reference?search=webhook',
    loaded: (page) => page.getByText(/results for/).waitFor(),
  },
  {
    name: 'metrics',
    address: () => 'metrics',
    loaded: (page) =>
      page.getByText('There is no history yet').or(page.getByText('What stands out')).waitFor(),
  },
  {
    name: 'unknown address',
    address: () => 'nothing/here',
    loaded: (page) => page.getByText('There is no page here').waitFor(),
  },
];

describeInBrowser('every page of the console', (open) => {
  let server: ConsoleServer;
  let sids: Awaited<ReturnType<typeof fillService>>;
  beforeAll(async () => {
    server = await startConsole('sqlite');
    sids = await fillService(server.client);
    await server.client.createKey(server.colloquy.accountSid, { friendlyName: 'Billing' });
  });
  afterAll(() => server?.[Symbol.asyncDispose]());

  test.each(pages)('$name', async ({ address, loaded }) => {
    const page = await open(server.signedInUrl('services'));
    // From here on, so that the watch sees all that the page does while it loads.
    const faults = watchPage(page);
    await page.goto(server.url(address(sids)));
    await loaded(page);
    expect(await findAccessibilityFaults(page), 'accessibility, wide and light').toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.setViewportSize({ width: 360, height: 800 });
    expect(await overflowOf(page), 'pixels too wide').toBe(0);
    expect(await findAccessibilityFaults(page), 'accessibility, narrow and dark').toEqual([]);
    expect(faults.foreign, 'requests to other hosts').toEqual([]);
    expect(faults.logged.filter((text) => !/status of 404/.test(text))).toEqual([]);
    expect(await page.context().cookies()).toEqual([]);
  });
});
