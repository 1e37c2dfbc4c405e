/** The objects of the API as replies contain them. */
export interface ConversationObject {
  readonly sid: string;
  readonly account_sid: string;
  readonly chat_service_sid: string;
  readonly messaging_service_sid: string | null;
  readonly friendly_name: string | null;
  readonly unique_name: string | null;
  readonly attributes: string;
  readonly state: string;
  readonly date_created: string;
  readonly date_updated: string;
  readonly timers: { readonly date_inactive?: string; readonly date_closed?: string };
  readonly bindings: {
    readonly email?: { readonly projected_address: string | null; readonly name: string | null };
  };
  readonly url: string;
  readonly links: Readonly<Record<string, string>>;
}

export interface ServiceObject {
  readonly sid: string;
  readonly account_sid: string;
  readonly friendly_name: string;
  readonly date_created: string;
  readonly date_updated: string;
  readonly url: string;
  readonly links: Readonly<Record<string, string>>;
}

export interface Meta {
  readonly page: number;
  readonly page_size: number;
  readonly first_page_url: string;
  readonly previous_page_url: string | null;
  readonly url: string;
  readonly next_page_url: string | null;
  readonly key: string;
}

export interface ConversationPage {
  readonly meta: Meta;
  readonly conversations: readonly ConversationObject[];
}

export interface ServicePage {
  readonly meta: Meta;
  readonly services: readonly ServiceObject[];
}
