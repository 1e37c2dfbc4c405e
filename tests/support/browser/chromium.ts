import { findPrograms, isExecutable } from '../processes/find-program.ts';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** The browser for the tests: the one that COLLOQUY_CHROMIUM names, or the first on the PATH. */
export function findChromium(): string | undefined {
  const given = process.env['COLLOQUY_CHROMIUM'];
  return given ? [given].find(isExecutable) : findPrograms(...names)[0];
}

/** Whether the tests in a browser fail, and are not skipped, where there is none. */
export const isChromiumRequired = (): boolean => process.env['COLLOQUY_REQUIRE_CHROMIUM'] === '1';

export const noChromium =
  'Chromium was not found. "apt-get install chromium" installs it on Debian; COLLOQUY_CHROMIUM can name its path.';
