import { afterEach, beforeEach, expect, it } from 'vitest';
import { account, bodyOf, makeDeps, operationsOf, requestIn } from '../../test/harness.ts';
import { serviceResource } from '../resources/service/handlers.ts';
import { findDefaults } from '../resources/service/store.ts';
import type { HandlerDeps } from '../rest/handler.ts';
import { listJobs } from './list-jobs.ts';
import { addJob } from './store.ts';

let deps: HandlerDeps;

beforeEach(async () => {
  deps = await makeDeps();
});

afterEach(() => deps.storage.close());

it('lists the oldest jobs of an account, and none of another', async () => {
  const create = operationsOf(deps, serviceResource).create;
  const made = await create({ ...requestIn(''), parameters: { friendlyName: 'Support' } });
  const service: string = bodyOf(made).sid;
  const key = { chat_service_sid: service, account_sid: account };
  const found = await deps.storage.read((reader) => reader.one(findDefaults, key));
  const subjects = ['1', '2', '3'].map((digit) => `CH${digit.repeat(32)}`);
  await deps.storage.write(async (transaction) => {
    for (const subject_sid of subjects)
      await transaction.insert(addJob, {
        kind: 'delete_conversation_content',
        service_id: found?.service_id ?? 0,
        subject_sid,
        payload: '',
      });
  });
  const list = (accountSid: string) => deps.storage.read((reader) => listJobs(reader, accountSid, 2));
  expect(await list(account)).toEqual(
    subjects.slice(0, 2).map((sid) => ({
      kind: 'job',
      date_due: null,
      sid,
      action: 'delete_conversation_content',
      chat_service_sid: service,
      conversation_sid: sid,
      target: null,
      attempt_count: null,
    })),
  );
  expect(await list(`AC${'f'.repeat(32)}`)).toEqual([]);
});
