import { useQuery } from '@tanstack/react-query';
import { useClient } from '../../api/client.ts';
import { clockDueQuery } from '../../api/clock.ts';
import { useServerNow } from '../../clock/server-clock.ts';
import { CodeBlock } from '../../ui/code-block.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { QueryContent } from '../../ui/query-content.tsx';
import { ClockControls } from './clock-controls.tsx';
import styles from './clock-page.module.css';
import { DueTable } from './due-table.tsx';

/** The server's clock, and what it does next. */
export function ClockPage() {
  const due = useQuery(clockDueQuery(useClient()));
  return (
    <Page
      title="Clock"
      description="The server’s time, by which it fires timers, attempts deliveries and runs jobs."
    >
      <QueryContent query={due} what="the clock">
        {(data) => (
          <div className={styles['page']}>
            <Panel title="Time">
              <Now isFrozen={data.frozen} />
              {data.testClock ? <ClockControls frozen={data.frozen} /> : <TestClockOff />}
            </Panel>
            <DueTable clock={data} />
          </div>
        )}
      </QueryContent>
    </Page>
  );
}

function Now({ isFrozen }: { readonly isFrozen: boolean }) {
  const now = new Date(useServerNow('second')).toISOString();
  return (
    <p className={styles['now']}>
      <time dateTime={now}>{`${now.slice(0, 10)} ${now.slice(11, 19)} UTC`}</time>
      <span className={styles['state']}>{isFrozen ? 'stands still' : 'runs'}</span>
    </p>
  );
}

const TestClockOff = () => (
  <>
    <p>
      The test clock is off, so this is the real time. With the test clock, you can advance the time to see
      timers fire and deliveries retried without waiting. Add the flag <code>--test-clock 1</code> to the
      command that starts the server, or set <code>COLLOQUY_TEST_CLOCK=1</code> in its environment, such as
      that of its container:
    </p>
    <CodeBlock text="colloquy serve --test-clock 1" label="command" />
  </>
);
