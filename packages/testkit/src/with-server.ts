import { type Colloquy, type ColloquyOptions, startColloquy } from './start-colloquy.ts';

/**
 * Runs `work` with a server, which stops afterwards. A Node that is too old says so only for modules that it can parse, and
 * it cannot parse `await using`.
 */
export async function withServer(
  options: ColloquyOptions,
  work: (server: Colloquy) => Promise<void>,
): Promise<void> {
  const server = await startColloquy(options);
  try {
    await work(server);
  } finally {
    await server.stop();
  }
}
