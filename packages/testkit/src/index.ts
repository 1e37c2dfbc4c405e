export {
  type Colloquy,
  type ColloquyOptions,
  startColloquy,
  type TestClock,
} from './start-colloquy.ts';
export type { InboundMessage, InjectedMessage, TestAccount, TokenOptions } from './test-account.ts';
export type { CaughtWebhook, WebhookReply, WebhookResponder } from './webhook-catcher.ts';
export type { Webhooks } from './webhooks.ts';
