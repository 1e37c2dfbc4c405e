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
  | { readonly kind: 'failed'; readonly status: 403 | 404 | 429 }
  | { readonly kind: 'canceled' };

/** The codes and texts of refusals. */
const refusals = {
  403: { code: 54007, message: 'Access denied' },
  404: { code: 54100, message: 'Object not found' },
  429: { code: 54009, message: 'Too many subscriptions' },
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
      return { error: { status: answer.status, ...refusals[answer.status] } };
    case 'canceled':
      return {};
  }
}
