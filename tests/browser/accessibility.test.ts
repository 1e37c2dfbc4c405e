import { type Colloquy, startColloquy } from '@colloquy/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeInBrowser } from '../support/browser/describe-in-browser.ts';
import { findViolations } from '../support/browser/find-violations.ts';

describeInBrowser('the example page has no violation that axe finds', (open) => {
  let colloquy: Colloquy;
  beforeAll(async () => {
    colloquy = await startColloquy({ settings: { COLLOQUY_EXAMPLES: '1' } });
  });
  afterAll(() => colloquy?.stop());

  describe.each(['light', 'dark'] as const)('in the %s scheme', (colorScheme) => {
    test.each([1280, 390])('at a width of %d, from signing in to a message that is edited', async (width) => {
      const page = await open(colloquy.exampleUrl ?? '', { width, colorScheme });
      const name = `${colorScheme} ${width}`;
      expect(await findViolations(page)).toEqual([]);
      await page.getByLabel('Identity', { exact: true }).fill(name);
      await page.keyboard.press('Enter');
      await page.getByText('You are not in a conversation yet').waitFor();
      expect(await findViolations(page)).toEqual([]);
      await page.getByLabel(/Name of a conversation/).fill(`CH${'0'.repeat(32)}`);
      await page.keyboard.press('Enter');
      await page.getByRole('alert').getByText('There is no conversation').waitFor();
      expect(await findViolations(page)).toEqual([]);
      await page.getByRole('button', { name: 'Dismiss' }).click();
      expect(await page.getByLabel(/Name of a conversation/).evaluate((node) => node.matches(':focus'))).toBe(
        true,
      );
      await page.getByLabel(/Name of a conversation/).fill(name);
      await page.keyboard.press('Enter');
      await page.getByText('No messages yet').waitFor();
      expect(await findViolations(page)).toEqual([]);
      await page.getByLabel('Message', { exact: true }).fill('Hello');
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: 'Edit' }).click();
      expect(await findViolations(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Drop connection' }).click();
      await page.getByText('reconnecting …').waitFor();
      expect(await findViolations(page)).toEqual([]);
    });
  });
});
