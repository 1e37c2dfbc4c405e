import type { DeliveryStatus } from '@colloquy/contract';
import type { Progress } from '../resources/receipt/rules.ts';
import type { ChannelPort } from './channel.ts';

type Story = readonly Progress[];

const step = (status: DeliveryStatus, errorCode = 0): Progress => ({ status, errorCode });

const usual: Story = [step('sent'), step('delivered')];

/** Telephone numbers with a story of their own, on every channel; `docs/channels.md` lists them. */
const stories: ReadonlyMap<string, Story> = new Map([
  ['+15005550001', [step('failed', 21211)]],
  ['+15005550002', [step('failed', 21612)]],
  ['+15005550003', [step('sent'), step('undelivered', 30003)]],
  ['+15005550004', [step('sent'), step('undelivered', 30004)]],
  ['+15005550005', [step('sent'), step('undelivered', 30006)]],
  ['+15005550007', [step('sent')]],
  ['+15005550008', [...usual, step('read')]],
]);

/**
 * Carries nothing, and tells of every message that it was sent and delivered, but for some numbers. What comes
 * next follows from the number and from how far the message has come, so a test sees the same every time.
 */
export const simulator: ChannelPort = {
  async next({ to }, reached) {
    const story = stories.get(to.replace(/^\w+:/, '')) ?? usual;
    return story[story.findIndex(({ status }) => status === reached) + 1];
  },
};
