import type { ScopedWebhook } from '../../api/webhooks.ts';
import type { ParameterValue } from '../../sdk-call/render-call.ts';
import type { ScopedEvent } from '../../webhooks/event-names.ts';
import type { WebhookMethod } from '../../webhooks/method-field.tsx';

/** What the form of a webhook of a conversation contains. */
export interface ScopedWebhookValues {
  readonly target: ScopedWebhook['target'];
  readonly url: string;
  readonly method: WebhookMethod;
  readonly filters: readonly ScopedEvent[];
  /** Keywords, one per line. */
  readonly triggers: string;
  readonly flowSid: string;
  /** Index of the first existing message that a new webhook is sent; empty for none of them. */
  readonly replayAfter: string;
}

/** The values of a webhook, or those that a new one begins with. */
export const valuesOf = (webhook: ScopedWebhook | undefined): ScopedWebhookValues => ({
  target: webhook?.target ?? 'webhook',
  url: webhook?.configuration.url ?? '',
  method: webhook?.configuration.method ?? 'POST',
  filters: webhook?.configuration.filters ?? ['onMessageAdded'],
  triggers: webhook?.configuration.triggers?.join('\n') ?? '',
  flowSid: webhook?.configuration.flowSid ?? '',
  replayAfter: '',
});

/** The parameters of the client: those that the target has. */
export function toParameters({ target, url, method, filters, triggers, flowSid }: ScopedWebhookValues) {
  if (target === 'studio') return { configurationFlowSid: flowSid };
  const request = { configurationUrl: url, configurationMethod: method };
  if (target === 'webhook') return { ...request, configurationFilters: filters };
  const configurationTriggers = triggers
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  return { ...request, configurationTriggers };
}

/** The parameters of a new webhook, which has some that cannot be changed later. */
export const toCreateParameters = (values: ScopedWebhookValues) => ({
  target: values.target,
  ...toParameters(values),
  ...(values.replayAfter !== '' && { configurationReplayAfter: Number(values.replayAfter) }),
});

/** Parameters of the client with the names of the API, for code that makes the same call. */
export const toApiParameters = (
  parameters: ReturnType<typeof toParameters> | ReturnType<typeof toCreateParameters>,
): Readonly<Record<string, ParameterValue>> =>
  Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [
      name.replace('configuration', 'Configuration.').replace('target', 'Target'),
      typeof value === 'number' ? String(value) : value,
    ]),
  );
