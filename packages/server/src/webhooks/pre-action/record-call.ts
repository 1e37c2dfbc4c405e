import type { Clock } from '../../platform/clock.ts';
import { instant } from '../../platform/instant.ts';
import type { Storage } from '../../storage/storage.ts';
import type { AttemptRecord } from '../http/send-result.ts';
import type { WebhookParameters } from '../payload/build-parameters.ts';
import { addAttempt, toAttemptRow } from '../queue/attempt-store.ts';
import { addDelivery } from '../queue/delivery-store.ts';
import type { HttpTarget } from '../targets/configured-targets.ts';

/** A request that was sent before a change, and its result. */
interface PreActionCall {
  readonly sid: string;
  readonly event: string;
  readonly accountSid: string;
  readonly serviceSid: string;
  readonly target: HttpTarget;
  readonly parameters: WebhookParameters;
  /** Milliseconds since the epoch. */
  readonly started: number;
  readonly record: AttemptRecord;
}

/** Records a pre-action request as a delivery without a lane, so that inspection lists it. */
export async function recordPreActionCall(
  { storage, clock }: { readonly storage: Storage; readonly clock: Clock },
  { sid, event, accountSid, serviceSid, target, parameters, started, record }: PreActionCall,
): Promise<void> {
  const { url, method } = target;
  const date = instant(started);
  const conversation = parameters.find(([name]) => name === 'ConversationSid');
  await storage.background.write(async (transaction) => {
    const delivery = transaction.insert(addDelivery, {
      sid,
      lane_id: 0,
      account_sid: accountSid,
      service_sid: serviceSid,
      conversation_sid: conversation?.[1] ?? null,
      event_position: 0,
      event_name: event,
      target: target.sid,
      url,
      method,
      parameters: JSON.stringify(parameters),
      state: 'pre_action',
      attempts: 1,
      date_created: date,
      date_updated: instant(clock.now()),
    });
    // Pre-action requests are never retried.
    const counts = { number: 1, retryCount: 0 };
    const attempt = transaction.insert(addAttempt, toAttemptRow({ sid, url, method }, counts, date, record));
    await Promise.all([delivery, attempt]);
  });
}
