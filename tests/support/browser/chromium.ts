import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** The browser for the tests: the one that COLLOQUY_CHROMIUM names, or the first on the PATH. */
export function findChromium(): string | undefined {
  const { COLLOQUY_CHROMIUM: given, PATH = '' } = process.env;
  const paths = given
    ? [given]
    : PATH.split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)));
  return paths.find(isExecutable);
}

/** Whether the tests in a browser fail, and are not skipped, where there is none. */
export const isChromiumRequired = (): boolean => process.env['COLLOQUY_REQUIRE_CHROMIUM'] === '1';

export const noChromium =
  'Chromium was not found. "apt-get install chromium" installs it on Debian; COLLOQUY_CHROMIUM can name its path.';

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
