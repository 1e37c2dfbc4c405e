import { randomInt } from 'node:crypto';
import type { AddressObject } from './api-objects.ts';
import { Collection } from './collection.ts';
import { expectSuccess } from './expectations.ts';
import type { Api, Fields } from './http.ts';

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
