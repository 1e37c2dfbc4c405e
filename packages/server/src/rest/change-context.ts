import type { CommandDeps } from './handler.ts';
import type { RequestContext } from './request-context.ts';

/** What a change depends on beside the rows and the parameters. */
export interface ChangeContext extends CommandDeps {
  readonly accountSid: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export const changeContext = (
  { accountSid, now }: Pick<RequestContext, 'accountSid' | 'now'>,
  { sids, limits }: CommandDeps,
): ChangeContext => ({ accountSid, now, sids, limits });
