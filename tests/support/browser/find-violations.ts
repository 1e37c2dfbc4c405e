import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

/** Minified, it is less than half as long; a browser needs more time to read and compile axe than axe to check a page. */
const axeScript = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/**
 * Checks a page with axe.
 *
 * @param tags the tags of the rules; without them, all rules that axe runs by itself.
 * @returns one line per violation, with the elements that have it.
 */
export async function findViolations(page: Page, tags?: readonly string[]): Promise<readonly string[]> {
  if (!(await page.evaluate('"axe" in globalThis'))) await loadAxe(page);
  // Until then, a colour can be between those of two schemes.
  await page.evaluate('Promise.allSettled(document.getAnimations().map(({ finished }) => finished))');
  const { violations } = await page.evaluate(
    (runOnly) => {
      // The script above has defined it.
      const { axe } = globalThis as typeof globalThis & { axe: typeof import('axe-core') };
      // Describing the hundreds of elements that pass would take most of the time.
      return axe.run({ resultTypes: ['violations'], ...(runOnly !== undefined && { runOnly }) });
    },
    tags && [...tags],
  );
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${help}: ${html} ${failureSummary}`),
  );
}

/**
 * Evaluates axe by the debugger, which the content security policy of the page does not concern. Playwright would pass it
 * through an `eval` of its own, which takes twice the time.
 */
async function loadAxe(page: Page): Promise<void> {
  const debugging = await page.context().newCDPSession(page);
  const { exceptionDetails } = await debugging.send('Runtime.evaluate', {
    expression: `${axeScript}; undefined`,
  });
  await debugging.detach();
  if (exceptionDetails !== undefined) throw new Error(`axe cannot be loaded: ${exceptionDetails.text}`);
}
