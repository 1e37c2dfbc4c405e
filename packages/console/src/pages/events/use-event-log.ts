import { useEffect, useState, useSyncExternalStore } from 'react';
import { createConsoleClient, useClient } from '../../api/client.ts';
import { followEvents, runWhileVisible, type StreamedEvent, waitFor } from '../../api/event-stream.ts';
import { session } from '../../session/session.ts';

/** Records of the log that the page begins with, those of other accounts included. */
const initialRecords = 200;

/** Events that the page keeps. */
const maxKept = 500;

/** Events that arrive within this time are shown together: at first, they come by the hundred. */
const coalesceMs = 50;

/** The newest events of the log, newest first, as they happen. */
export interface EventLog {
  readonly events: readonly StreamedEvent[];
  /** Why the log cannot be read. */
  readonly error: unknown;
  readonly isLoaded: boolean;
}

/** Follows the event log of the account. Each start of `attempt` reads it again. */
export function useEventLog(attempt: number): EventLog {
  const client = useClient();
  const { credentials } = useSyncExternalStore(session.subscribe, session.get);
  const [log, setLog] = useState<EventLog>({ events: [], error: null, isLoaded: false });
  // biome-ignore lint/correctness/useExhaustiveDependencies: an attempt is a reason to start again
  useEffect(() => {
    if (credentials === undefined) return;
    setLog({ events: [], error: null, isLoaded: false });
    let after: number | undefined;
    let arrived: StreamedEvent[] = [];
    let timer: ReturnType<typeof setTimeout> | undefined;
    const show = () => {
      const newest = arrived.reverse();
      [arrived, timer] = [[], undefined];
      setLog(({ events }) => ({
        events: [...newest, ...events].slice(0, maxKept),
        error: null,
        isLoaded: true,
      }));
    };
    const stop = runWhileVisible((signal) => {
      void (async () => {
        try {
          if (after === undefined) {
            const { meta } = await client.pageWebhookEvents({ pageSize: 1 }, { signal });
            after = Math.max(0, meta.position - initialRecords);
          }
          await followEvents(
            {
              createClient: (fetch) => createConsoleClient(credentials, { fetch }),
              fetch: (url, init) => fetch(url, init),
              after,
              onEvent: (event) => {
                after = Number(event.id);
                arrived.push(event);
                timer ??= setTimeout(show, coalesceMs);
              },
              onGap: () => undefined,
              onConnected: (connected) => {
                if (connected) timer ??= setTimeout(show, coalesceMs);
              },
              wait: waitFor,
            },
            signal,
          );
        } catch (error) {
          if (!signal.aborted) setLog((before) => ({ ...before, error }));
        }
      })();
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [client, credentials, attempt]);
  return log;
}
