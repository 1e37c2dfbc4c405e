import { it } from 'vitest';
import type { Target } from './target.ts';

/** Defines a test that advances the server's clock. It is skipped, with the reason, on a server that cannot do that. */
export function itWithClock(
  { advance }: Target,
  name: string,
  run: (advance: (duration: string) => Promise<void>) => Promise<void>,
): void {
  it(name, async (context) => {
    if (advance === undefined) return context.skip('This target has no clock that can be moved.');
    await run(advance);
  });
}
