import { parseDuration } from '@colloquy/contract';
import type { Config } from '../../config/config.ts';
import { UsageError } from '../../config/config-error.ts';
import { errorReason } from '../../platform/error-reason.ts';
import { ChangeQueue } from '../../transfer/twilio/change.ts';
import { mirror } from '../../transfer/twilio/mirror.ts';
import type { SeenObjects } from '../../transfer/twilio/seen-objects.ts';
import type { TwilioSource } from '../../transfer/twilio/twilio-source.ts';
import type { Outcome } from '../../transfer/writer/outcome.ts';
import type { CommandInput } from '../command.ts';
import type { mirrorFlags } from '../commands/source-flags.ts';
import { onShutdownSignal } from '../server/shutdown-signals.ts';
import { startChangeReceiver } from './change-receiver.ts';
import { formatProblems, outcomeJson } from './format-outcome.ts';
import type { ImportTarget } from './open-target.ts';

/** What `--mirror` does after the first import. */
export interface MirrorConfig {
  readonly intervalMs: number;
  /** Undefined if the source sends no webhooks here. */
  readonly receiver: { readonly port: number; readonly publicUrl: string } | undefined;
}

type MirrorFlags = { readonly [Name in keyof typeof mirrorFlags]?: string };

/** @throws UsageError */
export function parseMirror(flags: MirrorFlags): MirrorConfig | undefined {
  const { mirror: isMirror, interval = 'PT5M', 'webhook-port': port, 'webhook-url': publicUrl } = flags;
  if (isMirror === undefined) return undefined;
  const intervalMs = parseDuration(interval);
  if (!intervalMs) throw new UsageError('--interval takes an ISO 8601 duration, such as PT5M.');
  if ((port === undefined) !== (publicUrl === undefined))
    throw new UsageError('--webhook-port and --webhook-url go together.');
  if (port === undefined || publicUrl === undefined) return { intervalMs, receiver: undefined };
  if (!URL.canParse(publicUrl))
    throw new UsageError('--webhook-url takes a URL, such as https://mirror.example.com/.');
  const number = Number(port);
  if (!(Number.isInteger(number) && number > 0 && number < 65_536))
    throw new UsageError('--webhook-port takes a port number.');
  return { intervalMs, receiver: { port: number, publicUrl } };
}

/** What the mirror follows, and what the import before it has seen there. */
interface Followed {
  readonly source: TwilioSource;
  readonly seen: SeenObjects;
}

/** Follows the source until a signal, and prints a line for each import that changes something. */
export async function followSource(
  { output }: Pick<CommandInput<never>, 'output'>,
  { host }: Config,
  target: ImportTarget,
  { source, seen }: Followed,
  { intervalMs, receiver }: MirrorConfig,
  authToken: string | undefined,
): Promise<void> {
  const stop = new AbortController();
  onShutdownSignal(() => stop.abort());
  const changes = new ChangeQueue();
  await using _ = receiver && (await startChangeReceiver({ ...receiver, host, authToken }, changes));
  output.note('Following the source. Stop with Ctrl+C.');
  await mirror(target, source, {
    intervalMs,
    seen,
    changes,
    signal: stop.signal,
    onImported: (outcome) => {
      const text = describeOutcome(outcome);
      if (text !== '') output.record(outcomeJson(outcome), text);
    },
    onError: (error) => output.note(`${errorReason(error)} Trying again at the next walk.`),
  });
}

function describeOutcome({ counts, ...outcome }: Outcome): string {
  const changed = Object.entries(counts).flatMap(([kind, { created, updated }]) =>
    created + updated === 0 ? [] : [`${kind}: ${created} new, ${updated} changed`],
  );
  if (outcome.removedCount > 0) changed.push(`${outcome.removedCount} deleted`);
  return [...changed, ...formatProblems(outcome)].join('; ');
}
