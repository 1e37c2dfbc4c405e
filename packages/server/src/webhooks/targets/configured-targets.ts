import { select } from '../../storage/statement.ts';
import type { Reader } from '../../storage/storage.ts';
import { optional, text } from '../../storage/table.ts';

/** Where the requests of a webhook go. */
export interface Target {
  /** SID of the account, the service or the scoped webhook that configures it. */
  readonly sid: string;
  /** Undefined for a Studio flow: there is no Studio to start it. */
  readonly url: string | undefined;
  readonly method: 'GET' | 'POST';
}

const selectConfigured = (kind: 'pre' | 'post') =>
  select(
    `webhook.configured ${kind}`,
    { account_sid: text(), service_sid: text() },
    {
      account_url: optional(text()),
      account_method: optional(text()),
      account_filters: optional(text()),
      account_target: optional(text()),
      service_url: optional(text()),
      service_method: optional(text()),
      service_filters: optional(text()),
    },
    () => `SELECT configuration_webhook.${kind}_webhook_url AS account_url,
      configuration_webhook.method AS account_method, configuration_webhook.filters AS account_filters,
      configuration_webhook.target AS account_target, webhook_configuration.${kind}_webhook_url AS service_url,
      webhook_configuration.method AS service_method, webhook_configuration.filters AS service_filters
    FROM account
    LEFT JOIN configuration_webhook ON configuration_webhook.account_sid = account.sid
    LEFT JOIN service ON service.sid = :service_sid
    LEFT JOIN webhook_configuration ON webhook_configuration.service_id = service.id
    WHERE account.sid = :account_sid`,
  );

const queries = { pre: selectConfigured('pre'), post: selectConfigured('post') };

/** A target that has a URL. */
export type HttpTarget = Target & { readonly url: string };

/**
 * Loads the webhooks of a service and of its account.
 *
 * @returns finds the targets of an event, the service's first.
 */
export async function findConfiguredTargets(
  reader: Reader,
  kind: 'pre' | 'post',
  accountSid: string,
  serviceSid: string,
): Promise<(event: string) => HttpTarget[]> {
  return createMatcher(await findConfiguredWebhooks(reader, kind, accountSid, serviceSid));
}

/** Creates the function that finds the targets of an event, in the order of the webhooks. */
export function createMatcher(webhooks: readonly ConfiguredWebhook[]): (event: string) => HttpTarget[] {
  const matchers = webhooks.map(({ sid, ...webhook }) => createEventMatcher(sid, webhook));
  return (event) => matchers.flatMap((match) => match(event));
}

/** Loads the webhooks of a service and of its account, whether or not they are set up; the service's first. */
export async function findConfiguredWebhooks(
  reader: Reader,
  kind: 'pre' | 'post',
  accountSid: string,
  serviceSid: string,
): Promise<readonly ConfiguredWebhook[]> {
  const key = { account_sid: accountSid, service_sid: serviceSid };
  const found = await reader.one(queries[kind], key);
  if (found === undefined) return [];
  const { service_url, service_method, service_filters, account_method, account_filters } = found;
  const service = { sid: serviceSid, url: service_url, method: service_method, filters: service_filters };
  // Flex routes inside the hosted service, so its URL is never called.
  const url = found.account_target === 'flex' ? null : found.account_url;
  return [service, { sid: accountSid, url, method: account_method, filters: account_filters }];
}

interface StoredWebhook {
  readonly url: string | null;
  readonly method: string | null;
  readonly filters: string | null;
}

/** The webhook of a service or of an account, with the SID of its target. */
export interface ConfiguredWebhook extends StoredWebhook {
  readonly sid: string;
}

/** Creates the function that finds the target of a webhook for an event: none unless its filters include the event. */
export function createEventMatcher(
  sid: string,
  { url, method, filters }: StoredWebhook,
): (event: string) => HttpTarget[] {
  if (url === null || url === '') return () => [];
  const [target, events] = [[toHttpTarget(sid, url, method)], parseList(filters)];
  return (event) => (events.includes(event) ? target : []);
}

export const toHttpTarget = (sid: string, url: string, method: string | null): HttpTarget => ({
  sid,
  url,
  method: method === 'GET' ? 'GET' : 'POST',
});

/** Reads a list from its column. */
export const parseList = (stored: string | null): readonly string[] =>
  stored === null ? [] : JSON.parse(stored);
