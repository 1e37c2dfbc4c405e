import { existsSync, readFileSync } from 'node:fs';
import { type ErrorCode, errors } from '@colloquy/contract';
import { describe, expect, it, type RunnerTask } from 'vitest';
import type { Api } from '../support/http.ts';

const accessTokens = 'tests/media/access-tokens.test.ts';
const actionRates = 'tests/limits/action-rates.test.ts';
const apiKeys = 'tests/api-keys/errors.test.ts';
const limits = 'tests/limits/configured-limits.test.ts';
const mediaUploads = 'tests/media/upload-limits.test.ts';
const ownAddresses = 'tests/limits/own-addresses.test.ts';
const userAccess = 'packages/server/src/resources/access/users.test.ts';
const messageMedia = 'tests/media/message-media.test.ts';

/** The test of each error that needs a server with other settings or in trouble, or paths outside of the operations. */
const raisedElsewhere: { readonly [Code in ErrorCode]?: string } = {
  20002: apiKeys,
  20006: apiKeys,
  20101: accessTokens,
  20102: accessTokens,
  20103: accessTokens,
  20104: accessTokens,
  20105: accessTokens,
  20106: accessTokens,
  20107: accessTokens,
  20403: 'tests/media/access.test.ts',
  20413: 'tests/security/request-bodies.test.ts',
  20429: 'tests/webhooks/dead-names.test.ts',
  20500: 'packages/server/src/http/send-reply.test.ts',
  20503: 'tests/durability/database-outage.test.ts',
  50056: 'tests/webhooks/pre-action.test.ts',
  50063: actionRates,
  50074: actionRates,
  50107: userAccess,
  50205: 'packages/server/src/resources/access/default-roles.test.ts',
  50214: limits,
  50386: 'tests/conformance/initializing.test.ts',
  50413: ownAddresses,
  50417: limits,
  50430: userAccess,
  50439: ownAddresses,
  50508: messageMedia,
  50509: messageMedia,
  50511: mediaUploads,
  50512: mediaUploads,
};

const catalogue = new Map<number, { readonly status: number }>(
  Object.entries(errors).map(([code, error]) => [Number(code), error]),
);

/** The generic error of a bad request, which has the status of what is wrong with it. */
const genericCode = 20001;

/** Compares the errors that all other scenarios have received with the catalogue. They have to run before. */
export function defineErrorCatalogueScenarios(api: Api): void {
  describe('the errors of all scenarios', () => {
    it('every error that was received is in the catalogue, with its status', () => {
      const unknown = [...api.receivedErrors].filter(
        ([code, statuses]) =>
          code !== genericCode && [...statuses].some((status) => status !== catalogue.get(code)?.status),
      );
      expect(unknown).toEqual([]);
    });

    it('every error of the catalogue is raised by a scenario or by the test that the table names', (context) => {
      if (hasOmittedTests(context.task.file, context.task)) context.skip('Not all scenarios have run.');
      const missing = [...catalogue.keys()].filter(
        (code) => !api.receivedErrors.has(code) && !(code in raisedElsewhere),
      );
      expect(missing).toEqual([]);
    });

    it.each(Object.entries(raisedElsewhere))('error %s is raised by %s', (code, file) => {
      const url = new URL(`../../${file}`, import.meta.url);
      expect(existsSync(url)).toBe(true);
      expect(readFileSync(url, 'utf8')).toMatch(new RegExp(`\\b${code}\\b`));
      expect([...api.receivedErrors.keys()]).not.toContain(Number(code));
    });
  });
}

/** Whether a filter has left out tests. A test that skips itself has a result. */
function hasOmittedTests(task: RunnerTask, except: RunnerTask): boolean {
  if (task.type === 'suite') return task.tasks.some((each) => hasOmittedTests(each, except));
  return task !== except && task.mode === 'skip' && task.result === undefined;
}
