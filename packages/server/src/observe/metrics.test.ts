import perfHooks from 'node:perf_hooks';
import { expect, test, vi } from 'vitest';
import { createMetrics } from './metrics.ts';

test('servers of one process measure its event loop once, and report their own requests', async () => {
  createMetrics('1.0.0');
  const measure = vi.spyOn(perfHooks, 'monitorEventLoopDelay');
  try {
    const [first, second] = [createMetrics('1.0.0'), createMetrics('1.0.0')];
    first.countEvents(3);
    expect(measure).not.toHaveBeenCalled();
    for (const [metrics, events] of [
      [first, 3],
      [second, 0],
    ] as const) {
      const text = await metrics.render();
      expect(text).toMatch(/^nodejs_eventloop_lag_mean_seconds \S+$/m);
      expect(text).toMatch(new RegExp(`^colloquy_events_total ${events}$`, 'm'));
    }
  } finally {
    measure.mockRestore();
  }
});
