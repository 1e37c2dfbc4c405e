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

/**
 * What Chromium does by itself and no page needs. It takes two seconds of a processor for each window to load the two pages
 * of its address bar, `WebUIOmnibox…`, while a test opens its own page.
 */
const disabledFeatures = [
  'WebUIOmniboxPopup',
  'WebUIOmniboxAimPopup',
  // Chromium follows the last list that it is given, so these are what Playwright turns off.
  'AimEnabled',
  'AvoidCorsURLLoaderRestartOnRedirect',
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsFirstBalancedModeAutoEnable',
  'HttpsUpgrades',
  'LensOverlay',
  'MediaRouter',
  'NetworkTimeServiceQuerying',
  'OptimizationHints',
  'PaintHolding',
  'PreconnectToSearch',
  'ThirdPartyStoragePartitioning',
];

/** On a machine without a network, Chromium fails to reach its services at every start, unless they are off. */
export const chromiumFlags: readonly string[] = [
  '--no-sandbox',
  '--disable-dev-shm-usage',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  `--disable-features=${disabledFeatures.join(',')}`,
];
