import { type Config, parseConfig } from '../../config/config.ts';
import { ConfigError } from '../../config/config-error.ts';
import { systemClock } from '../../platform/clock.ts';
import type { CommandInput } from '../command.ts';
import { findServer, findServerOfDatabase } from '../connection/find-server.ts';
import { checkClock } from './clock.ts';
import { checkDatabase } from './database.ts';
import { checkDisk, readFreeBytes } from './disk.ts';
import { type Check, type Finding, problem } from './finding.ts';
import { checkMedia } from './media.ts';
import { checkNodeVersion } from './node-version.ts';
import { checkProxies } from './proxies.ts';
import { checkPublicUrl } from './public-url.ts';
import { checkServer } from './server.ts';
import { checkTestTools } from './test-tools.ts';
import { checkWebhooks } from './webhooks.ts';

/** By the names that the command prints. */
const checks: Readonly<Record<string, Check>> = {
  server: checkServer,
  database: checkDatabase,
  media: checkMedia,
  disk: checkDisk,
  clock: checkClock,
  'test tools': checkTestTools,
  'public URL': checkPublicUrl,
  proxies: checkProxies,
  webhooks: checkWebhooks,
};

type NamedFinding = Finding & { readonly check: string };

/** `colloquy doctor`: looks for what is wrong or will be. Throws a ConfigError if there is a problem. */
export async function diagnose({ settings, flags, output, environment }: CommandInput<'url'>): Promise<void> {
  const findings = await runChecks(() => {
    const config = parseConfig(settings);
    return { config, server: locateServer(config, flags.url) };
  }, environment);
  output.result(findings, findings.map(formatFinding).join('\n'));
  const problems = findings.filter(({ status }) => status === 'problem').length;
  if (problems > 0)
    throw new ConfigError(problems === 1 ? 'There is a problem.' : `There are ${problems} problems.`);
}

async function runChecks(
  read: () => { readonly config: Config; readonly server: ReturnType<typeof locateServer> },
  environment: NodeJS.ProcessEnv,
): Promise<readonly NamedFinding[]> {
  const context = { environment, nowMs: () => systemClock.now(), freeBytes: readFreeBytes };
  try {
    const named = { node: checkNodeVersion, ...checks };
    const all = { ...context, ...read() };
    const results = await Promise.all(
      Object.entries(named).map(async ([check, run]) =>
        (await run(all)).map((finding) => ({ check, ...finding })),
      ),
    );
    return results.flat();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return [
      { check: 'settings', ...problem(error.message, 'Correct the setting; nothing else was checked.') },
    ];
  }
}

/** A server on the database file, or any that `--url` names. One that shares a database server may run elsewhere. */
const locateServer = (config: Config, url: string | undefined) =>
  url === undefined ? findServerOfDatabase(config, undefined) : findServer(config, url);

const marks = { ok: '✓', warning: '!', problem: '✗' } as const;

const formatFinding = ({ check, status, message, fix }: NamedFinding): string =>
  `${marks[status]} ${check.padEnd(10)}  ${message}${fix === undefined ? '' : `\n${' '.repeat(14)}→ ${fix}`}`;
