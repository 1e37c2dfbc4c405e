import type { Page } from 'playwright-core';

/** What addresses need to know of a server with {@link fillConsole sample data}. */
export interface ConsoleSids {
  readonly conversation: string;
  readonly smsConversation: string;
  readonly delivery: string;
}

/** A page of the console with sample data. */
export interface ConsolePage<Sids = ConsoleSids> {
  readonly name: string;
  readonly address: (sids: Sids) => string;
  /** A text that it shows when its content is there. */
  readonly text: string | RegExp;
}

/** Every page of the console, in the order of its side bar. */
export const consolePages: readonly ConsolePage[] = [
  { name: 'services', address: () => 'services', text: 'Delivery team' },
  { name: 'conversations', address: () => 'services/default/conversations', text: '+15550100177' },
  {
    name: 'conversation',
    address: ({ conversation }) => `services/default/conversations/${conversation}`,
    text: 'That is good news',
  },
  {
    name: 'conversation-sms',
    address: ({ smsConversation }) => `services/default/conversations/${smsConversation}`,
    text: '+15550100177',
  },
  { name: 'users', address: () => 'services/default/users', text: 'Priya' },
  { name: 'roles', address: () => 'services/default/roles', text: 'service admin' },
  { name: 'configuration', address: () => 'services/default/configuration', text: 'Defaults' },
  { name: 'keys', address: () => 'keys', text: 'Billing' },
  { name: 'clock', address: () => 'clock', text: 'becomes inactive' },
  { name: 'requests', address: () => 'requests', text: 'FetchConfiguration' },
  { name: 'webhooks', address: () => 'webhooks', text: 'onMessageAdded' },
  { name: 'delivery', address: ({ delivery }) => `webhooks/${delivery}`, text: 'Attempt 1' },
  { name: 'realtime', address: () => 'realtime', text: 'maria' },
  { name: 'events', address: () => 'events', text: 'onMessageAdded' },
  { name: 'metrics', address: () => 'metrics', text: /What stands out|There is no history yet/ },
  { name: 'reference', address: () => 'reference', text: 'API reference' },
  { name: 'reference-group', address: () => 'reference/Conversation', text: 'Create a conversation' },
];

/** Waits until a page shows its content. */
export const waitForContent = (page: Page, { text }: Pick<ConsolePage, 'text'>): Promise<void> =>
  page.getByRole('main').getByText(text).filter({ visible: true }).first().waitFor();
