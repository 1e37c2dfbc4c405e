import { scopedEvents } from '@colloquy/contract';
import type { AutoCreation } from '../../resources/configuration-address/auto-creation.ts';
import type { NewWebhook } from '../../resources/scoped-webhook/rules.ts';

/** The webhook of a conversation that an address creates; undefined if the address configures none. */
export function toAutoCreatedWebhook(address: AutoCreation): NewWebhook | undefined {
  switch (address.auto_creation_type) {
    case 'webhook':
      return {
        target: 'webhook',
        url: address.auto_creation_webhook_url,
        method: address.auto_creation_webhook_method === 'GET' ? 'GET' : 'POST',
        filters: parseFilters(address.auto_creation_webhook_filters),
      };
    case 'studio':
      return { target: 'studio', flowSid: address.auto_creation_studio_flow_sid };
    default:
      return undefined;
  }
}

/** Reads a stored list of event names; all events if there is no list. */
function parseFilters(stored: string | null) {
  const names: unknown = stored === null ? undefined : JSON.parse(stored);
  return Array.isArray(names) ? scopedEvents.filter((event) => names.includes(event)) : scopedEvents;
}
