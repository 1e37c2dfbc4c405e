import { type Colloquy, startColloquy } from '@colloquy/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeInBrowser } from '../support/browser/describe-in-browser.ts';
import { findAccessibilityFaults, overflowOf, watchPage } from '../support/console/watch-page.ts';

let colloquy: Colloquy;
beforeAll(async () => {
  colloquy = await startColloquy();
});
afterAll(() => colloquy?.stop());

const url = (path: string) => `${colloquy.baseUrl}/docs${path}`;

describe('the documentation at /docs/', () => {
  test.each(['/', '/webhooks.html', '/decisions/', '/client.html?a=b'])(
    '%s is a page that needs no credentials, with a policy that allows nothing inline',
    async (path) => {
      const response = await fetch(url(path));
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
      expect(response.headers.get('content-security-policy')).toBe(
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      );
      expect(await response.text()).not.toMatch(/<script(?![^>]* src=)|<style|style="/);
    },
  );

  test('/docs leads to /docs/, also below the path of a proxy', async () => {
    const { status, headers } = await fetch(url(''), { redirect: 'manual' });
    expect([status, headers.get('location')]).toEqual([302, 'docs/']);
  });

  test.each(['/none.html', '/..%2fpackage.json', '/assets/none.js'])(
    '%s does not exist, and says so to people',
    async (path) => {
      const response = await fetch(url(path));
      expect(response.status).toBe(404);
      expect(await response.text()).toContain('There is no such page');
    },
  );

  test('every link and file of every page exists', async () => {
    const seen = new Set(['/']);
    for (const path of seen) {
      const response = await fetch(url(path));
      expect(response.status, path).toBe(200);
      if (!response.headers.get('content-type')?.startsWith('text/html')) continue;
      const html = await response.text();
      for (const [, target = ''] of html.matchAll(/(?:href|src)="(?!https?:|#)([^"#]+)/g))
        seen.add(new URL(target, url(path)).pathname.replace(/^\/docs/, ''));
    }
    expect(seen.size).toBeGreaterThan(50);
  });
});

describeInBrowser('the documentation in a browser', (open) => {
  test.each([
    ['light', 1280],
    ['dark', 390],
  ] as const)(
    'in the %s scheme, %d pixels wide, pages are accessible and fit',
    async (colorScheme, width) => {
      const page = await open(url('/'), { colorScheme, width });
      const faults = watchPage(page);
      for (const path of ['/', '/testing.html', '/troubleshooting.html']) {
        await page.goto(url(path));
        expect(await findAccessibilityFaults(page), path).toEqual([]);
        expect(await overflowOf(page), path).toBe(0);
      }
      expect(faults).toEqual({ logged: [], foreign: [] });
    },
  );

  test('the search finds a passage, and leads to it', async () => {
    const page = await open(url('/decisions/'));
    const faults = watchPage(page);
    await page.keyboard.press('Control+k');
    await page.getByRole('searchbox').fill('inspecting replayng');
    await page.getByRole('link', { name: /Inspecting and replaying/ }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/docs\/(?!decisions)\w+\.html/);
    expect(faults).toEqual({ logged: [], foreign: [] });
  });

  test('the button changes the scheme, and other pages keep it', async () => {
    const page = await open(url('/'), { colorScheme: 'light' });
    await page.getByRole('button', { name: 'Light or dark' }).click();
    await page.goto(url('/webhooks.html'));
    expect(await page.evaluate('getComputedStyle(document.body).colorScheme')).toBe('dark');
  });

  test('on a phone, the button opens the list of pages', async () => {
    const page = await open(url('/'), { width: 390 });
    const link = page.locator('#menu').getByRole('link', { name: 'Configuration' });
    expect(await link.isVisible()).toBe(false);
    await page.getByRole('button', { name: 'Pages' }).click();
    await link.click();
    await page.waitForURL(/configuration\.html/);
  });
});
