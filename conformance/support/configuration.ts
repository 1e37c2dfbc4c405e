import { randomInt } from 'node:crypto';
import { Collection } from './collection.ts';
import { expectSuccess } from './expectations.ts';
import type { Api, Fields } from './http.ts';

export interface ConfigurationObject {
  readonly account_sid: string;
  readonly default_chat_service_sid: string;
  readonly default_messaging_service_sid: string | null;
  readonly default_inactive_timer: string | null;
  readonly default_closed_timer: string | null;
  readonly url: string;
  readonly links: Readonly<Record<string, string>>;
}

export interface ServiceConfigurationObject {
  readonly chat_service_sid: string;
  readonly default_conversation_creator_role_sid: string;
  readonly default_conversation_role_sid: string;
  readonly default_chat_service_role_sid: string;
  readonly reachability_enabled: boolean;
  readonly url: string;
  readonly links: Readonly<Record<string, string>>;
}

export interface AddressObject {
  readonly sid: string;
  readonly account_sid: string;
  readonly type: string;
  readonly address: string;
  readonly friendly_name: string | null;
  readonly address_country: string | null;
  readonly auto_creation: {
    readonly enabled: boolean;
    readonly type: string | null;
    readonly conversation_service_sid: string | null;
    readonly webhook_url: string | null;
    readonly webhook_method: string | null;
    readonly webhook_filters: readonly string[] | null;
    readonly studio_flow_sid: string | null;
    readonly studio_retry_count: number | null;
  };
  readonly date_created: string;
  readonly date_updated: string;
  readonly url: string;
}

/** The auto-creation of an address that does nothing with messages. */
export const noAutoCreation: AddressObject['auto_creation'] = {
  enabled: false,
  type: null,
  conversation_service_sid: null,
  webhook_url: null,
  webhook_method: null,
  webhook_filters: null,
  studio_flow_sid: null,
  studio_retry_count: null,
};

/** The address configurations of the account. */
export const useAddresses = (api: Api): Collection<AddressObject> =>
  new Collection(api, 'address_configurations', () => '/v1/Configuration/Addresses');

export interface CredentialObject {
  readonly sid: string;
  readonly account_sid: string;
  readonly friendly_name: string | null;
  readonly type: string;
  readonly sandbox: string | null;
  readonly date_created: string;
  readonly date_updated: string;
  readonly url: string;
}

/** Returns a random short code, which hardly any other test uses. */
export const uniqueShortCode = (): string => String(randomInt(10_000_000, 99_999_999));

/** The configuration at a path, of an account or of a service. */
export class ConfigurationResource<O> {
  readonly api: Api;
  readonly #path: () => string;

  /** @param path from `/v1` on; it is called late, because a test service gets its SID late. */
  constructor(api: Api, path: () => string) {
    this.api = api;
    this.#path = path;
  }

  get path(): string {
    return this.#path();
  }

  async fetch(): Promise<O> {
    return expectSuccess(await this.api.get(this.path), 200);
  }

  tryUpdate(form: Fields) {
    return this.api.post(this.path, form);
  }

  /** Updates it, and checks that a fetch returns the same as the reply. */
  async update(form: Fields): Promise<O> {
    const changed = expectSuccess<O>(await this.tryUpdate(form), 200);
    const fetched = await this.fetch();
    if (JSON.stringify(fetched) !== JSON.stringify(changed))
      throw new Error(
        `The update returned ${JSON.stringify(changed)}, but a fetch returns ${JSON.stringify(fetched)}.`,
      );
    return changed;
  }
}
