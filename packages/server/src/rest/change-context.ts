import type { CommandDeps } from './handler.ts';
import type { RequestContext } from './request-context.ts';

/** What a change depends on beside the rows and the parameters. */
export interface ChangeContext extends CommandDeps {
  readonly accountSid: string;
  /** The user who makes the change; undefined for a back end and for the server itself. */
  readonly identity?: string | undefined;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export const changeContext = (
  { accountSid, identity, now }: Pick<RequestContext, 'accountSid' | 'identity' | 'now'>,
  { sids, limits }: CommandDeps,
): ChangeContext => ({ accountSid, identity, now, sids, limits });
