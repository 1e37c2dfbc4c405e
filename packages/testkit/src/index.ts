export {
  type Colloquy,
  type ColloquyOptions,
  startColloquy,
} from './start-colloquy.ts';
export type {
  FaultOptions,
  Faults,
  InboundMessage,
  InjectedMessage,
  TestAccount,
  TestClock,
  TokenOptions,
} from './test-account.ts';
export type { CaughtWebhook, WebhookReply, WebhookResponder } from './webhook-catcher.ts';
export type { Webhooks } from './webhooks.ts';
