import { canUseIfNoneMatch, notModified } from '../conditional-requests.ts';
import type { Endpoint, EndpointReply } from '../endpoints/endpoint.ts';
import type { Route } from '../routes.ts';

/** A reply that is not an error of the catalogue. */
export interface ReferenceReply {
  readonly status: number;
  /** Undefined where the summary of the operation says it. */
  readonly description: string | undefined;
  readonly body: 'json' | 'text' | 'content' | 'events' | 'error' | 'none';
}

type ReplyList = readonly [ReferenceReply, ...ReferenceReply[]];

/** The replies of a resource's operation, the success first. */
export function repliesOfRoute(route: Route): ReplyList {
  const { status, accepted, operation } = route;
  const body = operation.action === 'delete' ? 'none' : 'json';
  return [
    { status, description: undefined, body },
    ...(accepted === undefined
      ? []
      : [{ status: accepted, description: 'The work continues after the reply.', body } as const]),
    ...(canUseIfNoneMatch(route) ? [{ status: 304, description: notModified, body: 'none' } as const] : []),
  ];
}

/** The replies of an endpoint, the success first. */
export function repliesOfEndpoint({ status, reply, otherReplies = {} }: Endpoint): ReplyList {
  const body = bodies[reply.kind];
  return [
    { status, description: undefined, body },
    ...Object.entries(otherReplies).map(([other, { description, body: kind }]) => ({
      status: Number(other),
      description,
      body: kind === 'reply' ? body : kind,
    })),
  ];
}

const bodies: Readonly<Record<EndpointReply['kind'], ReferenceReply['body']>> = {
  none: 'none',
  object: 'json',
  array: 'json',
  page: 'json',
  text: 'text',
  content: 'content',
  events: 'events',
};
