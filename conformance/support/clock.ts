import { it } from 'vitest';
import type { Target } from './target.ts';

/** A test that moves the server's clock; it is skipped, and says why, where nobody can. */
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
