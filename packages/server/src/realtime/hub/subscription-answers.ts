import type { SyncObject } from '../read-model/sync-object.ts';

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

/** The payloads that answer a request for subscriptions, one for each kind of answer. */
export function answerPayloads(
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
