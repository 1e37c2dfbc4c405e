import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useClient } from '../../api/client.ts';
import { apiBaseUrl } from '../../api/locations.ts';
import { type MetricsHistory, metricsQuery } from '../../api/metrics.ts';
import { RequestCommand } from '../../sdk-call/sdk-call.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { SelectField } from '../../ui/field.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { QueryContent } from '../../ui/query-content.tsx';
import { findCauses } from './find-causes.ts';
import styles from './metrics-page.module.css';
import { Plot } from './plot.tsx';
import { plotSections } from './plot-definitions.ts';
import { parseMetricsFilters, rangeNames, ranges } from './ranges.ts';

/** What the process that replies has done in the last hour, as plots. */
export function MetricsPage() {
  const { minutes = 15 } = useSearch({ from: '/metrics' });
  const metrics = useQuery(metricsQuery(useClient()));
  return (
    <Page
      title="Metrics"
      description="What the process that replies has done, with all accounts, every ten seconds of the last hour."
      actions={<RangeField minutes={minutes} />}
    >
      <QueryContent query={metrics} what="the metrics">
        {(history) => <Plots history={history} minutes={minutes} />}
      </QueryContent>
    </Page>
  );
}

function RangeField({ minutes }: { readonly minutes: number }) {
  const navigate = useNavigate({ from: '/metrics' });
  return (
    <SelectField
      label="Range"
      hideLabel
      value={minutes}
      onChange={({ target }) =>
        void navigate({ search: parseMetricsFilters({ minutes: Number(target.value) }), replace: true })
      }
    >
      {ranges.map((each) => (
        <option key={each} value={each}>
          {rangeNames[each]}
        </option>
      ))}
    </SelectField>
  );
}

function Plots({ history, minutes }: { readonly history: MetricsHistory; readonly minutes: number }) {
  const newest = history.samples.at(-1);
  const consumers = Object.keys(newest?.consumerLags ?? {}).join();
  // The charts are created again with each definition, so these stay the same while the numbers change.
  // biome-ignore lint/correctness/useExhaustiveDependencies: of the newest sample, only the names count
  const sections = useMemo(() => plotSections(newest ?? { consumerLags: {} }), [consumers]);
  const samples = useMemo(() => {
    const from = (history.samples.at(-1)?.date.getTime() ?? 0) - minutes * 60_000;
    return history.samples.filter(({ date }) => date.getTime() >= from);
  }, [history, minutes]);
  if (newest === undefined) return <NoSamples />;
  return (
    <div className={styles['page']}>
      <Causes history={history} />
      {sections.map(({ title, plots }) => (
        <section key={title} aria-label={title} className={styles['section']}>
          <h2>{title}</h2>
          <div className={styles['plots']}>
            {plots.map((definition) => (
              <Plot key={definition.title} {...{ definition, samples, newest }} rangeMinutes={minutes} />
            ))}
          </div>
        </section>
      ))}
      <p className={styles['meaning']}>
        These are the numbers of the process <code>{history.processSid}</code>. Behind a load balancer,
        another one may reply next; Prometheus collects those of all. The documentation says what to do about{' '}
        <a href={`${apiBaseUrl}/docs/monitoring.html#a-slow-server`}>a slow server</a>.
      </p>
    </div>
  );
}

/** What is not as it should be, so that nobody has to read ten plots to find it. */
function Causes({ history }: { readonly history: MetricsHistory }) {
  const causes = findCauses(history.samples);
  return (
    <Panel title="What stands out">
      {causes.length === 0 ? (
        <p>
          Nothing: in the last minute, requests were replied to without errors, and neither the database, the
          processor nor the background work was slow.
        </p>
      ) : (
        <ul className={styles['causes']}>
          {causes.map(({ plot, text }) => (
            <li key={text}>
              {text} <span className={styles['see']}>See “{plot}”.</span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

const NoSamples = () => (
  <EmptyState title="There is no history yet">
    <p>
      The server has just started. The first numbers appear here ten seconds after its start, and each is kept
      for an hour. A program gets them with this command; Prometheus reads them from /metrics.
    </p>
    <RequestCommand method="GET" path="/colloquy/v1/metrics/history" />
  </EmptyState>
);
