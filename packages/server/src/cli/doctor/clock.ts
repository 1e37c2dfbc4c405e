import { isLoopback } from '../../config/loopback.ts';
import { type Check, ok, warning } from './finding.ts';

/** Whether the time is that of the system. */
export const checkClock: Check = async ({ config: { testClock, host, publicUrl } }) => {
  if (!testClock) return [ok('The server uses the clock of this machine.')];
  return isLoopback(host) && publicUrl === undefined
    ? [ok('The test clock is on; only programs on this machine can move it.')]
    : [
        warning(
          'The test clock is on, and other machines can reach the server: anyone with credentials can move the time.',
          'Leave COLLOQUY_TEST_CLOCK out in production.',
        ),
      ];
};
