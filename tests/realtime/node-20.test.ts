import { startColloquy } from '@colloquy/testkit';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { findNode } from '../support/processes/node-versions.ts';
import { scenarios } from './scenarios/index.ts';
import { ScenarioProcess } from './support/scenario-process.ts';
import { writeScenarios } from './support/write-scenarios.ts';

/* In Node 20, the SDK has no WebSocket of the runtime, and uses that of the package ws. */

const node = findNode(20);

describe.skipIf(node === undefined)('in Node 20', () => {
  const disposables = new AsyncDisposableStack();
  let client: ScenarioProcess;
  beforeAll(async () => {
    const server = disposables.use(await startColloquy({ settings: { COLLOQUY_TEST_CLOCK: '1' } }));
    const folder = writeScenarios(disposables);
    client = disposables.use(new ScenarioProcess({ folder, node: node ?? '', server }));
  });
  afterAll(() => disposables.disposeAsync());

  test.each(Object.keys(scenarios))('%s', (title) => client.run(title));
});
