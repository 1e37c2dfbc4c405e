import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect } from 'vitest';
import { accountSettings } from '../accounts.ts';
import { runInProcess } from './run-in-process.ts';

interface Finding {
  readonly check: string;
  readonly status: string;
  readonly message: string;
  readonly fix?: string;
}

/** A folder for a test file, and the doctor of a server that could have its database there. */
export function createDoctor() {
  const directory = mkdtempSync(join(tmpdir(), 'colloquy-doctor-'));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));
  const { COLLOQUY_ACCOUNT_SID, COLLOQUY_AUTH_TOKEN } = accountSettings;
  const environment = {
    COLLOQUY_ACCOUNT_SID,
    COLLOQUY_AUTH_TOKEN,
    COLLOQUY_DATABASE_URL: `sqlite:${join(directory, 'data/colloquy.db')}`,
    PORT: '0',
  };
  /** Runs the doctor. Its exit code has to agree with what it finds. */
  async function diagnose(settings: Readonly<Record<string, string>>, ...args: readonly string[]) {
    const { code, stdout, stderr } = await runInProcess(['doctor', '--json', ...args], {
      ...environment,
      ...settings,
    });
    const findings: readonly Finding[] = JSON.parse(stdout);
    const problems = findings.filter(({ status }) => status === 'problem');
    expect({ code, hasError: stderr !== '' }).toEqual({
      code: problems.length > 0 ? 1 : 0,
      hasError: problems.length > 0,
    });
    for (const { status, fix } of findings) expect(fix === undefined).toBe(status === 'ok');
    expect(stdout).not.toContain(COLLOQUY_AUTH_TOKEN);
    return (check: string) => findings.filter((each) => each.check === check);
  }
  return { directory, environment, diagnose };
}
