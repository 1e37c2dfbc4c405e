import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { describeInBrowser } from '../support/browser/describe-in-browser.ts';
import { type ConsoleServer, startConsole } from '../support/console/start-console.ts';
import { findAccessibilityFaults, overflowOf, watchPage } from '../support/console/watch-page.ts';
import { engines } from '../support/engines/databases.ts';

describeInBrowser('the metrics', (open) => {
  describe.each(engines)('on %s', (engine) => {
    let server: ConsoleServer;
    beforeAll(async () => {
      // The server takes its samples in real time, ten seconds apart.
      vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] });
      server = await startConsole(engine);
    });
    afterAll(async () => {
      await server?.[Symbol.asyncDispose]();
      vi.useRealTimers();
    });

    /** Lets the server take samples until the history has so many. */
    const takeSamples = async (count: number) => {
      const taken = async () => (await server.client.fetchMetricsHistory()).samples.length;
      for (let before = await taken(); before < count; before++) {
        vi.advanceTimersByTime(10_000);
        await expect.poll(taken).toBe(before + 1);
      }
    };

    test('the page says when there is something to show, and then has the numbers as plots and as tables', async () => {
      const page = await open(server.signedInUrl('metrics'));
      const faults = watchPage(page);
      await page.getByText('There is no history yet').waitFor();
      await page.getByText(/^curl .*\/colloquy\/v1\/metrics\/history -u AC/).waitFor();
      await server.client.createConversation({ friendlyName: 'Counted' });
      await takeSamples(3);
      const requests = page.getByRole('region', { name: 'Requests by status' });
      const plot = requests.getByRole('img', {
        name: /^Requests by status over time\. Now: 2xx [\d.]+\/s, 3xx [\d.]+\/s/,
      });
      await plot.waitFor();
      await page.getByRole('region', { name: 'Lag of the log consumers' }).getByText('webhooks').waitFor();
      expect(await plot.locator('canvas').count()).toBe(1);
      expect(await findAccessibilityFaults(page), 'accessibility, wide and light').toEqual([]);
      await requests.getByRole('button', { name: 'Show as table: Requests by status' }).press('Enter');
      const table = requests.getByRole('table', { name: 'Requests by status' });
      // The page asks every five seconds.
      await expect.poll(() => table.getByRole('row').count()).toBe(4);
      expect(await table.getByRole('columnheader').allTextContents()).toEqual([
        'Time',
        '2xx',
        '3xx',
        '4xx',
        '5xx',
      ]);
      const help = await page.getByRole('link', { name: 'a slow server' }).getAttribute('href');
      expect(await (await fetch(help ?? '')).text()).toContain('id="a-slow-server"');
      await page.emulateMedia({ colorScheme: 'dark' });
      await page.setViewportSize({ width: 360, height: 800 });
      expect(await overflowOf(page), 'pixels too wide').toBe(0);
      expect(await findAccessibilityFaults(page), 'accessibility, narrow and dark').toEqual([]);
      await page.getByLabel('Range').selectOption('Last hour');
      expect(new URL(page.url()).search).toBe('?minutes=60');
      await requests.getByRole('button', { name: 'Show as plot: Requests by status' }).click();
      await plot.waitFor();
      expect(faults).toEqual({ logged: [], foreign: [] });
    });

    test('a plot is drawn in the colours of the scheme, and shows the numbers below the pointer', async () => {
      await takeSamples(3);
      const page = await open(server.signedInUrl('metrics?minutes=5'));
      const memory = page.getByRole('region', { name: 'Memory' });
      const canvas = memory.locator('canvas');
      await canvas.waitFor();
      /** Whether the plot has pixels of about this colour, which is the line's. */
      const isDrawnIn = (red: number, green: number, blue: number) =>
        canvas.evaluate(
          (element, colour) => {
            const { width, height } = element;
            const { data } = element.getContext('2d').getImageData(0, 0, width, height);
            for (let at = 0; at < data.length; at += 4)
              if (colour.every((value, index) => Math.abs(value - (data[at + index] ?? 0)) < 32)) return true;
            return false;
          },
          [red, green, blue, 255],
        );
      await expect.poll(() => isDrawnIn(0x3a, 0x49, 0xc4)).toBe(true);
      await page.emulateMedia({ colorScheme: 'dark' });
      await expect.poll(() => isDrawnIn(0xa5, 0xae, 0xfc)).toBe(true);
      expect(await isDrawnIn(0x3a, 0x49, 0xc4)).toBe(false);
      await memory.getByText('now').waitFor();
      await canvas.scrollIntoViewIfNeeded();
      const box = await canvas.boundingBox();
      if (box === null) throw new Error('The plot is not visible.');
      // The samples are at the right end, because the others of the range are missing.
      await page.mouse.move(box.x + box.width * 0.6, box.y + box.height / 2);
      await memory.getByText(/^at \d\d:\d\d:\d\d$/).waitFor();
      // All plots show the same time.
      const latency = page.getByRole('region', { name: 'Latency' });
      await latency.getByText(/^at \d\d:\d\d:\d\d$/).waitFor();
      await page.mouse.move(0, 0);
      await memory.getByText('now').waitFor();
    });
  });
});
