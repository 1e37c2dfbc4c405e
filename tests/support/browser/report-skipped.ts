import type { TestProject } from 'vitest/node';
import { findChromium, noChromium } from './chromium.ts';

/** Prints after a run whether the tests in a browser were skipped, which is easily overlooked among the others. */
export default function setup({ vitest }: TestProject): (() => void) | undefined {
  if (findChromium() !== undefined) return undefined;
  return () => {
    const files = vitest.state.getPaths().filter((path) => path.includes('/tests/browser/'));
    if (files.length > 0) console.warn(`\nSKIPPED: the tests of tests/browser. ${noChromium}\n`);
  };
}
