import type { DeliveryStatus } from '@colloquy/contract';
import type { StatusChange } from '../resources/receipt/rules.ts';
import type { ChannelPort } from './channel-port.ts';

type Script = readonly StatusChange[];

const statusChange = (status: DeliveryStatus, errorCode = 0): StatusChange => ({ status, errorCode });

const defaultScript: Script = [statusChange('sent'), statusChange('delivered')];

/** The scripts of special phone numbers, on every channel; `docs/channels.md` lists them. */
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
 * Sends nothing, and reports every message as sent and delivered, except for the special numbers. The next status depends
 * only on the number and the current status, so a given number always behaves the same way.
 */
export const simulator: ChannelPort = {
  async advance({ to }, currentStatus) {
    const script = scripts.get(to.replace(/^\w+:/, '')) ?? defaultScript;
    return script[script.findIndex(({ status }) => status === currentStatus) + 1];
  },
};
