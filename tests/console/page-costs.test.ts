import { afterAll, beforeAll, expect, test } from 'vitest';
import { consolePages } from '../../scripts/console-pages.ts';
import { type ConsoleSample, startConsoleSample } from '../../scripts/console-sample.ts';
import { measureCosts } from '../../scripts/measure-costs.ts';
import { describeInBrowser } from '../support/browser/describe-in-browser.ts';

const maxScriptBytes = 200 * 1024;
/** Enough for the page of a conversation with its panels, and too few for two requests per row of a list. */
const maxApiRequests = 16;
/** The page, its icon, a style sheet, and few scripts: each file more delays the content. */
const maxFiles = 9;

describeInBrowser('what a browser loads to show its first page', (open) => {
  let sample: ConsoleSample;
  beforeAll(async () => {
    sample = await startConsoleSample();
  });
  afterAll(() => sample?.[Symbol.asyncDispose]());

  test.each(consolePages)(
    'the page of the $name needs less than 200 KiB of scripts, few files and few requests',
    async (consolePage) => {
      using _clients = await sample.connectClients();
      const page = await open('about:blank', { isolated: true });
      const url = sample.signedInUrl(consolePage.address(sample.sids));
      const { scriptBytes, files, apiRequests } = await measureCosts(page, url, consolePage);
      expect(scriptBytes).toBeGreaterThan(50_000);
      expect(scriptBytes).toBeLessThan(maxScriptBytes);
      expect(files).toBeLessThanOrEqual(maxFiles);
      expect(apiRequests).toBeGreaterThan(0);
      expect(apiRequests).toBeLessThanOrEqual(maxApiRequests);
    },
  );
});
