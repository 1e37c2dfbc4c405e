import { type Colloquy, startColloquy } from '@colloquy/testkit';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, test } from 'vitest';
import { scenarios } from '../realtime/scenarios/index.ts';
import { writeScenarios } from '../realtime/support/write-scenarios.ts';
import { describeInBrowser, type OpenPage } from '../support/browser/describe-in-browser.ts';
import { runScenario, startPageServer } from '../support/browser/scenario-page.ts';

const keepsPages = true;

describeInBrowser('a page of another origin with the minified SDK', defineScenarios, { keepsPages });

function defineScenarios(open: OpenPage): void {
  const disposables = new AsyncDisposableStack();
  let colloquy: Colloquy;
  let page: Page;
  beforeAll(async () => {
    colloquy = disposables.use(await startColloquy({ settings: { COLLOQUY_TEST_CLOCK: '1' } }));
    page = await open(disposables.use(await startPageServer(writeScenarios(disposables))).url);
  });
  afterAll(() => disposables.disposeAsync());

  test.each(Object.keys(scenarios))('%s', (title) => runScenario(page, title, colloquy));
}
