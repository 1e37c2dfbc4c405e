import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ConsolePage, consolePages, waitForContent } from '../../scripts/console-pages.ts';
import { type ConsoleSample, startConsoleSample } from '../../scripts/console-sample.ts';
import { describeInBrowser } from '../support/browser/describe-in-browser.ts';
import { fillService } from '../support/console/fill-service.ts';
import { type ConsoleServer, startConsole } from '../support/console/start-console.ts';
import {
  findAccessibilityFaults,
  overflowOf,
  type PageFaults,
  watchPage,
} from '../support/console/watch-page.ts';

/** What a page shows at other addresses, or after some steps. */
interface View<Sids> extends ConsolePage<Sids> {
  readonly prepare?: (page: Page) => Promise<unknown>;
}

const sampleViews: readonly View<ConsoleSample['sids']>[] = [
  ...consolePages,
  {
    name: 'conversations that no filter matches',
    address: () => 'services/default/conversations?search=zzz',
    text: 'No conversation matches',
  },
  {
    name: 'conversation that does not exist',
    address: () => `services/default/conversations/CH${'0'.repeat(32)}`,
    text: 'This object does not exist.',
  },
  {
    name: 'reference of an operation with a form',
    address: () => 'reference/CreateConversationMessage',
    text: 'Create a message',
    prepare: async (page) => {
      await page.getByRole('button', { name: 'Try it: Create a message' }).click();
      await page.getByRole('form').waitFor();
    },
  },
  { name: 'errors of the reference', address: () => 'reference/errors', text: 'Participant already exists' },
  { name: 'search in the reference', address: () => 'reference?search=webhook', text: /results for/ },
  { name: 'unknown address', address: () => 'nothing/here', text: 'There is no page here' },
];

/** On a server where nothing has happened in the default service. */
const emptyViews: readonly View<Awaited<ReturnType<typeof fillService>>>[] = [
  {
    name: 'conversations, of which there are none',
    address: () => 'services/default/conversations',
    text: 'There is no conversation yet',
  },
  { name: 'users, of whom there are none', address: () => 'services/default/users', text: 'no user yet' },
  { name: 'webhooks without a delivery', address: () => 'webhooks', text: 'Nothing has been sent yet' },
  { name: 'real time without a client', address: () => 'realtime', text: 'No client is connected' },
  { name: 'keys, of which there are none', address: () => 'keys', text: 'There is no API key yet' },
  {
    name: 'conversation with a picture',
    address: ({ service, conversation }) => `services/${service}/conversations/${conversation}`,
    text: 'Where is it?',
    prepare: (page) => page.getByAltText('parcel.png').waitFor(),
  },
];

const options = { keepsPages: true };

describeInBrowser(
  'every page of the console',
  (open) => {
    describe('with sample data', () => {
      let sample: ConsoleSample;
      let window: Window;
      beforeAll(async () => {
        sample = await startConsoleSample();
        window = await openWindow(sample.signedInUrl('services'));
      }, 60_000);
      afterAll(() => sample?.[Symbol.asyncDispose]());

      test.each(sampleViews)('$name', async (view) => {
        using _clients = await sample.connectClients();
        await window.check(view, `/console/${view.address(sample.sids)}`);
      });
    });

    describe('without data', () => {
      let server: ConsoleServer;
      let sids: Awaited<ReturnType<typeof fillService>>;
      let window: Window;
      beforeAll(async () => {
        server = await startConsole('sqlite');
        sids = await fillService(server.client);
        window = await openWindow(server.signedInUrl('services'));
      }, 60_000);
      afterAll(() => server?.[Symbol.asyncDispose]());

      test.each(emptyViews)('$name', (view) => window.check(view, `/console/${view.address(sids)}`));
    });

    /** Opens one window for many pages: to load the console again for each of them takes a second. */
    async function openWindow(url: string) {
      const page = await open('about:blank');
      const faults = watchPage(page, url);
      await page.goto(url);
      return {
        async check(view: View<never>, path: string) {
          await page.emulateMedia({ colorScheme: 'light' });
          await page.setViewportSize({ width: 1280, height: 800 });
          await navigate(page, path);
          await waitForContent(page, view);
          await view.prepare?.(page);
          await expectNoFaults(page, faults);
        },
      };
    }
  },
  options,
);

type Window = { check(view: View<never>, path: string): Promise<void> };

/** Goes to another page as a link does. */
const navigate = (page: Page, path: string): Promise<void> =>
  page.evaluate(`history.pushState(null, '', ${JSON.stringify(path)})`);

async function expectNoFaults(page: Page, faults: PageFaults): Promise<void> {
  expect(await findAccessibilityFaults(page), 'accessibility, wide and light').toEqual([]);
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.setViewportSize({ width: 360, height: 800 });
  expect(await overflowOf(page), 'pixels too wide').toBe(0);
  expect(await findAccessibilityFaults(page), 'accessibility, narrow and dark').toEqual([]);
  expect(faults.foreign, 'requests to other hosts').toEqual([]);
  expect(faults.logged.filter((text) => !/status of 404/.test(text))).toEqual([]);
  expect(await page.context().cookies()).toEqual([]);
}
