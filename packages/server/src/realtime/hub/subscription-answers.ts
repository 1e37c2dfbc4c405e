import { encodeNotification } from '../codec/notification.ts';
import type { SyncObject } from '../read-model/sync-object.ts';
import type { Session } from '../session/session.ts';
import { syncEvent } from './change-notifications.ts';

/** What comes of a request to subscribe. */
export type Answer =
  | {
      readonly kind: 'established';
      /** What it has sent by the time of the answer counts: events can come between. */
      readonly subscription: { readonly sentTo: number };
      readonly complete: boolean;
      /** The number of changes that it was sent. */
      readonly replayed: number;
    }
  | { readonly kind: 'failed'; readonly reason: 'denied' | 'absent' | 'too-many' }
  | { readonly kind: 'canceled' };

/** Makes a client subscribe again from the event that it knows. */
export const askAgain = (after: number): Answer => ({
  kind: 'established',
  subscription: { sentTo: after },
  complete: false,
  replayed: 0,
});

/** Whether a user may not read an object. A user who comes back may. */
export const isDenial = (answer: Answer | undefined): boolean =>
  answer?.kind === 'failed' && answer.reason === 'denied';

const notFound = { status: 404, code: 54100, message: 'Object not found' } as const;

/**
 * How the refusals are told. What a user may not read is told as absent: only after 404 does the client SDK forget the
 * object, so that it subscribes again for a user who comes back.
 */
const refusals = {
  denied: notFound,
  absent: notFound,
  'too-many': { status: 429, code: 54009, message: 'Too many subscriptions' },
} as const;

/** Sends the answers to a request for subscriptions; undefined for those that need none. */
export function sendAnswers(
  session: Session,
  correlationId: number,
  answers: readonly (readonly [SyncObject, Answer | undefined])[],
): void {
  const given = answers.flatMap(([object, answer]) =>
    answer === undefined ? [] : [[object, answer] as const],
  );
  for (const payload of answerPayloads(correlationId, given))
    session.send(encodeNotification(syncEvent, payload));
}

/** The payloads that answer a request for subscriptions, one for each kind of answer. */
function answerPayloads(
  correlationId: number,
  answers: readonly (readonly [SyncObject, Answer])[],
): string[] {
  const byKind = Map.groupBy(answers, ([, { kind }]) => kind);
  return [...byKind].map(([kind, group]) =>
    JSON.stringify({
      event_type: `subscription_${kind}`,
      correlation_id: correlationId,
      events: group.map(([{ name, type }, answer]) => ({
        object_sid: name,
        object_type: type,
        ...toDetails(answer),
      })),
    }),
  );
}

function toDetails(answer: Answer): object {
  switch (answer.kind) {
    case 'established':
      return {
        replay_status: answer.complete ? 'completed' : 'interrupted',
        last_event_id: answer.subscription.sentTo,
      };
    case 'failed':
      return { error: refusals[answer.reason] };
    case 'canceled':
      return {};
  }
}
