import type { Reader } from '../storage/storage.ts';
import { findJobsOfAccount } from './store.ts';

/** Jobs of all accounts that one list looks at. */
const scanLimit = 5000;

/** Lists the oldest jobs of an account. They are done as soon as possible. */
export async function listJobs(reader: Reader, account_sid: string, limit: number) {
  const jobs = await reader.all(findJobsOfAccount, { account_sid, scan: scanLimit, limit });
  return jobs.map(({ kind, subject_sid, service_sid }) => ({
    kind: 'job',
    date_due: null,
    sid: subject_sid,
    action: kind,
    chat_service_sid: service_sid,
    conversation_sid: subject_sid.startsWith('CH') ? subject_sid : null,
    target: null,
    attempt_count: null,
  }));
}
