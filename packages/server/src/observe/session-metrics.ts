import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/** The metrics of real-time sessions. */
export interface SessionMetrics {
  /** @param reason why a connection of the client SDK has ended. */
  readonly countSessionEnd: (reason: string) => void;
  /** Counts changes that real-time sessions were sent, each session counted. */
  readonly countSessionEvents: (events: number) => void;
  /** Observes how many changes a session was sent when it subscribed to an object. */
  readonly observeReplay: (events: number) => void;
  /** Counts a session that was ended because its client has to start anew. */
  readonly countResumeFailure: () => void;
  /**
   * @param endReasons all reasons that `countSessionEnd` gets. Their counters start at 0, because a rate needs a value
   * before the first end.
   * @param counts returns what is open and all frames so far; called several times when the metrics are rendered.
   */
  readonly watchSessions: (endReasons: readonly string[], counts: () => SessionCounts) => void;
}

/** The sessions of this process, what they watch, and the frames that they have received and sent. */
interface SessionCounts {
  readonly open: number;
  readonly subscriptions: number;
  /** Bytes that the clients have not taken yet. */
  readonly unsentBytes: number;
  readonly in: number;
  readonly out: number;
}

export function createSessionMetrics(registry: Registry): SessionMetrics {
  const registers = [registry];
  const ends = new Counter({
    name: 'colloquy_session_ends_total',
    help: 'Connections of client SDKs that have ended in this process.',
    labelNames: ['reason'],
    registers,
  });
  const events = new Counter({
    name: 'colloquy_session_events_total',
    help: 'Changes that this process has sent to real-time sessions, counted for each session.',
    registers,
  });
  const replays = new Histogram({
    name: 'colloquy_replay_events',
    help: 'Changes that a real-time session was sent when it subscribed to an object.',
    buckets: [0, 1, 10, 50, 200],
    registers,
  });
  const resumeFailures = new Counter({
    name: 'colloquy_resume_failures_total',
    help: 'Real-time sessions that were ended because what they have missed is not known any more.',
    registers,
  });
  return {
    countSessionEnd: (reason) => ends.inc({ reason }),
    countSessionEvents: (count) => events.inc(count),
    observeReplay: (count) => replays.observe(count),
    countResumeFailure: () => resumeFailures.inc(),
    watchSessions: (endReasons, counts) => {
      for (const reason of endReasons) ends.inc({ reason }, 0);
      watchCounts(registers, counts);
    },
  };
}

function watchCounts(registers: Registry[], counts: () => SessionCounts): void {
  const gauge = (name: string, help: string, read: (counts: SessionCounts) => number) =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read(counts()));
      },
    });
  gauge('colloquy_sessions', 'Real-time sessions that are open in this process.', ({ open }) => open);
  gauge(
    'colloquy_subscriptions',
    'Objects that the real-time sessions of this process watch.',
    ({ subscriptions }) => subscriptions,
  );
  gauge(
    'colloquy_session_unsent_bytes',
    'Bytes that the clients of the real-time sessions of this process have not taken yet.',
    ({ unsentBytes }) => unsentBytes,
  );
  new Counter({
    name: 'colloquy_session_frames_total',
    help: 'Frames of real-time sessions that this process has received and sent.',
    labelNames: ['direction'],
    registers,
    collect() {
      const { in: received, out: sent } = counts();
      this.reset();
      this.inc({ direction: 'in' }, received);
      this.inc({ direction: 'out' }, sent);
    },
  });
}
