import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
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

  /** Opens a page and moves to its address inside of it, so that the watch sees all that it does. */
  async function openPage({ address, loaded }: (typeof pages)[number], width: number): Promise<Page> {
    const page = await open(server.signedInUrl(address(sids)), { width });
    await loaded(page);
    return page;
  }

  describe.each(pages)('$name', (each) => {
    test('has no accessibility faults in light and in dark', async () => {
      const page = await openPage(each, 1280);
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        expect(await findAccessibilityFaults(page), colorScheme).toEqual([]);
      }
    });

    test('fits in 360 pixels, and has no accessibility faults there', async () => {
      const page = await openPage(each, 360);
      expect(await overflowOf(page)).toBe(0);
      expect(await findAccessibilityFaults(page)).toEqual([]);
    });

    test('keeps the policy, asks no other host and sets no cookie', async () => {
      const page = await open(server.signedInUrl('services'));
      const faults = watchPage(page);
      await page.goto(server.url(each.address(sids)));
      await each.loaded(page);
      expect(faults.foreign).toEqual([]);
      expect(faults.logged.filter((text) => !/status of 404/.test(text))).toEqual([]);
      expect(await page.context().cookies()).toEqual([]);
    });
  });
});
