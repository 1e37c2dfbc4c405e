import axe from 'axe-core';
import type { Page } from 'playwright-core';

/**
 * Checks a page with axe.
 *
 * @param tags the tags of the rules; without them, all rules that axe runs by itself.
 * @returns one line per violation, with the elements that have it.
 */
export async function findViolations(page: Page, tags?: readonly string[]): Promise<readonly string[]> {
  // Evaluated by the debugger, which the content security policy of the page does not concern.
  if (!(await page.evaluate('"axe" in globalThis'))) await page.evaluate(`${axe.source}; undefined`);
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
