import { useQuery } from '@tanstack/react-query';
import { useClient } from '../../api/client.ts';
import { clockDueQuery, testClockQuery } from '../../api/clock.ts';
import { CodeBlock } from '../../ui/code-block.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { QueryContent } from '../../ui/query-content.tsx';
import { ClockControls } from './clock-controls.tsx';
import styles from './clock-page.module.css';
import { DueTable } from './due-table.tsx';
import { useServerTime } from './use-server-time.ts';

/** The server's clock, and what it does next. */
export function ClockPage() {
  const client = useClient();
  const due = useQuery(clockDueQuery(client));
  const testClock = useQuery(testClockQuery(client));
  return (
    <Page
      title="Clock"
      description="The server’s time, by which it fires timers, attempts deliveries and runs jobs."
    >
      <QueryContent query={due} what="the clock">
        {(data) => (
          <div className={styles['page']}>
            <Panel title="Time">
              <Now clock={data} receivedAt={due.dataUpdatedAt} />
              <QueryContent query={testClock} what="the test clock">
                {(isOn) => (isOn ? <ClockControls frozen={data.frozen} /> : <TestClockOff />)}
              </QueryContent>
            </Panel>
            <DueTable clock={data} receivedAt={due.dataUpdatedAt} />
          </div>
        )}
      </QueryContent>
    </Page>
  );
}

function Now({ clock, receivedAt }: Parameters<typeof DueTable>[0]) {
  const now = new Date(useServerTime(clock, receivedAt)).toISOString();
  return (
    <p className={styles['now']}>
      <time dateTime={now}>{`${now.slice(0, 10)} ${now.slice(11, 19)} UTC`}</time>
      <span className={styles['state']}>{clock.frozen ? 'stands still' : 'runs'}</span>
    </p>
  );
}

const TestClockOff = () => (
  <>
    <p>
      The test clock is off, so this is the real time. With the test clock, you can advance the time to see
      timers fire and deliveries retried without waiting. Start a server for tests with it:
    </p>
    <CodeBlock text="COLLOQUY_TEST_CLOCK=1 npm start" label="command" />
  </>
);
