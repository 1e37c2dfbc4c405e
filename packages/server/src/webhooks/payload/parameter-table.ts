import type { PostActionEvent, PreActionEvent } from '@colloquy/contract';

/** An event that a webhook is asked about or told of. */
export type WebhookEvent = PreActionEvent | PostActionEvent;

/** The parameters of a family of events, in their order, and the events that have each. */
export type ParameterTable = Readonly<Record<string, readonly WebhookEvent[]>>;
