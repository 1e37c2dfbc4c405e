import type { DeliveryStatus } from '@colloquy/contract';
import type { StatusChange } from '../resources/receipt/rules.ts';
import type { ChannelPort } from './channel-port.ts';

type Script = readonly StatusChange[];

const statusChange = (status: DeliveryStatus, errorCode = 0): StatusChange => ({ status, errorCode });

const defaultScript: Script = [statusChange('sent'), statusChange('delivered')];

/** Telephone numbers with a story of their own, on every channel; `docs/channels.md` lists them. */
const scripts: ReadonlyMap<string, Script> = new Map([
  ['+15005550001', [statusChange('failed', 21211)]],
  ['+15005550002', [statusChange('failed', 21612)]],
  ['+15005550003', [statusChange('sent'), statusChange('undelivered', 30003)]],
  ['+15005550004', [statusChange('sent'), statusChange('undelivered', 30004)]],
  ['+15005550005', [statusChange('sent'), statusChange('undelivered', 30006)]],
  ['+15005550007', [statusChange('sent')]],
  ['+15005550008', [...defaultScript, statusChange('read')]],
]);

/**
 * Carries nothing, and tells of every message that it was sent and delivered, but for some numbers. What comes
 * next follows from the number and from how far the message has come, so a test sees the same every time.
 */
export const simulator: ChannelPort = {
  async advance({ to }, currentStatus) {
    const script = scripts.get(to.replace(/^\w+:/, '')) ?? defaultScript;
    return script[script.findIndex(({ status }) => status === currentStatus) + 1];
  },
};
