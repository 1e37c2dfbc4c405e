import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeInBrowser } from '../support/browser/describe-in-browser.ts';
import { fillService } from '../support/console/fill-service.ts';
import { type ConsoleServer, startConsole } from '../support/console/start-console.ts';
import { findAccessibilityFaults } from '../support/console/watch-page.ts';

const hasFocus = (element: Locator): Promise<boolean> =>
  element.evaluate((node) => node === node.ownerDocument.activeElement);

describeInBrowser('the frame of the pages', (open) => {
  let server: ConsoleServer;
  let sids: Awaited<ReturnType<typeof fillService>>;
  beforeAll(async () => {
    server = await startConsole('sqlite');
    sids = await fillService(server.client);
  });
  afterAll(() => server?.[Symbol.asyncDispose]());

  test('the first stop of the keyboard skips to the content', async () => {
    const page = await open(server.signedInUrl('services'));
    await page.getByRole('heading', { name: 'Services' }).waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await hasFocus(page.getByRole('main'))).toBe(true);
    expect(page.url()).toBe(server.url('services'));
  });

  test('the palette finds a service by a part of its name, with the keyboard alone', async () => {
    const page = await open(server.signedInUrl('services'));
    await page.getByRole('heading', { name: 'Services' }).waitFor();
    await page.keyboard.press('Control+k');
    const dialog = page.getByRole('dialog', { name: 'Go to' });
    await dialog.getByRole('menuitem', { name: /Support/ }).waitFor();
    expect(await findAccessibilityFaults(page)).toEqual([]);
    await page.keyboard.type('supp');
    await dialog.getByRole('menuitem', { name: /Sign out/ }).waitFor({ state: 'detached' });
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Conversations' }).waitFor();
    expect(page.url()).toBe(server.url(`services/${sids.service}/conversations`));
    await dialog.waitFor({ state: 'detached' });
  });

  test('the selector opens another service, which a look at a page of the account does not leave', async () => {
    const page = await open(server.signedInUrl('services/default/conversations'));
    await page.getByText('There is no conversation yet').waitFor();
    await page.getByRole('combobox', { name: 'Service' }).selectOption('Support');
    await page.getByText('A parcel is late').waitFor();
    const pages = page.getByRole('navigation', { name: 'Pages' });
    await pages.getByRole('link', { name: 'API keys' }).click();
    await page.getByRole('heading', { name: 'API keys' }).waitFor();
    await pages.getByRole('link', { name: 'Conversations' }).click();
    await page.getByText('A parcel is late').waitFor();
  });

  test('on a narrow screen, the side bar is a drawer that the keyboard opens, leaves and follows', async () => {
    const page = await open(server.signedInUrl(`services/${sids.service}/conversations`), { width: 360 });
    await page.getByRole('heading', { name: 'Conversations' }).waitFor();
    const menu = page.getByRole('button', { name: 'Menu' });
    const pages = page.getByRole('navigation', { name: 'Pages' });
    expect(await pages.isVisible()).toBe(false);
    await menu.press('Enter');
    expect(await hasFocus(pages.getByRole('link').first())).toBe(true);
    expect(await findAccessibilityFaults(page)).toEqual([]);
    await page.keyboard.press('Escape');
    expect(await hasFocus(menu)).toBe(true);
    await menu.press('Enter');
    await pages.getByRole('link', { name: 'Services' }).press('Enter');
    await page.getByRole('heading', { name: 'Services' }).waitFor();
    await expect.poll(() => pages.isVisible()).toBe(false);
    expect(await hasFocus(page.getByRole('main'))).toBe(true);
  });
});
