import { isLoopback } from '../../config/loopback.ts';
import { type Check, warning } from './finding.ts';

/** Whether others can use what is only for tests. */
export const checkTestTools: Check = async ({ config: { testTools, host, publicUrl } }) =>
  !testTools || (isLoopback(host) && publicUrl === undefined)
    ? []
    : [
        warning(
          'The test tools are on, and other machines can reach the server: anyone with credentials can create accounts.',
          'Leave COLLOQUY_TEST_TOOLS out in production.',
        ),
      ];
