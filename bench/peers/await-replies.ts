import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { isRunning } from '../machine/child-processes.ts';
import { send } from '../targets/send-request.ts';

const startTimeoutMs = 60_000;

/** Waits until a server that was started replies to requests; throws when it exits before or takes too long. */
export async function awaitReplies(name: string, child: ChildProcess, port: number): Promise<void> {
  const deadline = performance.now() + startTimeoutMs;
  while (!(await replies(port))) {
    if (!isRunning(child)) throw new Error(`${name} exited while it was starting`);
    if (performance.now() > deadline) throw new Error(`${name} did not start in ${startTimeoutMs / 1000} s`);
    await sleep(50);
  }
}

async function replies(port: number): Promise<boolean> {
  try {
    await send(port, { method: 'GET', path: '/' });
    return true;
  } catch {
    return false;
  }
}
