import type { TestProject } from 'vitest/node';
import { noRecorder } from '../durability/disk/record-disk.ts';
import { findChromium, noChromium } from './browser/chromium.ts';
import { findPrograms } from './processes/find-program.ts';
import { findPython, noPython } from './processes/find-python.ts';
import { findNode, noNode20 } from './processes/node-versions.ts';
import { findOpenssl, noOpenssl } from './servers/certificate.ts';

const noGo = 'The example for Go needs go on the PATH. "apt-get install golang-go" installs it on Debian.';

const noProxy =
  'The samples for proxies need nginx and caddy. "apt-get install nginx caddy" installs them on Debian.';

const noPgbouncer = 'The sample for PgBouncer needs it. "apt-get install pgbouncer" installs it on Debian.';

/** Tests that need what a machine may lack, with the reason why they were skipped. */
const skippable: readonly (readonly [tests: RegExp, reason: () => string | undefined])[] = [
  [
    /\/tests\/(?:(?:browser|console)\/|docs\/site\.)/,
    () => (findChromium() === undefined ? noChromium : undefined),
  ],
  [/\/tests\/realtime\/(node-20|tls)\./, () => (findNode(20) === undefined ? noNode20 : undefined)],
  [/\/docs\/examples\./, () => (findPython() === undefined ? noPython : undefined)],
  [/\/durability\/(power-loss|failed-sync)\./, () => noRecorder],
  [/\/docs\/examples\./, () => (findPrograms('go').length === 0 ? noGo : undefined)],
  [
    /\/deploy\/proxies\./,
    () => (['nginx', 'caddy'].some((name) => findPrograms(name).length === 0) ? noProxy : undefined),
  ],
  [/\/deploy\/pgbouncer\./, () => (findPrograms('pgbouncer').length === 0 ? noPgbouncer : undefined)],
  [/[-/](?:tls|doctor-targets|proxies)\./, () => (findOpenssl() === undefined ? noOpenssl : undefined)],
];

/** Prints after a run which tests were skipped for want of a program, which is easily overlooked among the others. */
export default function setup({ vitest }: TestProject): () => void {
  return () => {
    for (const [tests, reason] of skippable) {
      const files = vitest.state.getPaths().filter((path) => tests.test(path));
      const why = files.length > 0 ? reason() : undefined;
      if (why !== undefined) console.warn(`\nSKIPPED in ${files.length} files: ${why}\n`);
    }
  };
}
