import { expect, test } from 'vitest';
import { describeInBrowser } from '../support/browser/describe-in-browser.ts';
import { fillService } from '../support/console/fill-service.ts';
import { startConsole } from '../support/console/start-console.ts';

const maxScriptBytes = 200 * 1024;

describeInBrowser('what a browser loads', (open) => {
  test.each(['services', 'conversations', 'conversation'])(
    'the scripts of the page of the %s have less than 200 KiB',
    async (name) => {
      await using server = await startConsole('sqlite');
      const { service, conversation } = await fillService(server.client);
      const addresses: Readonly<Record<string, string>> = {
        services: 'services',
        conversations: `services/${service}/conversations`,
        conversation: `services/${service}/conversations/${conversation}`,
      };
      const page = await open(server.signedInUrl(addresses[name]));
      await page.getByText('A parcel is late').or(page.getByText('Support')).last().waitFor();
      const bytes: number = await page.evaluate(
        `performance.getEntriesByType('resource')
          .filter(({ name }) => name.endsWith('.js'))
          .reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0)`,
      );
      expect(bytes).toBeGreaterThan(50_000);
      expect(bytes).toBeLessThan(maxScriptBytes);
    },
  );
});
