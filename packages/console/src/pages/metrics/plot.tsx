import { useState } from 'react';
import type { MetricsSample } from '../../api/metrics.ts';
import { Button } from '../../ui/button.tsx';
import { Panel } from '../../ui/panel.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { Chart } from './chart.tsx';
import { formatValue } from './format-value.ts';
import { Legend } from './legend.tsx';
import styles from './metrics-page.module.css';
import type { PlotDefinition } from './plot-definitions.ts';

interface PlotProps {
  readonly definition: PlotDefinition;
  /** At least one, the oldest first. */
  readonly samples: readonly MetricsSample[];
  readonly newest: MetricsSample;
  readonly rangeMinutes: number;
}

const time = new Intl.DateTimeFormat('en', { timeStyle: 'medium', hourCycle: 'h23' });

/** Lines over time with their newest numbers, or the same numbers as a table. */
export function Plot({ definition, samples, newest, rangeMinutes }: PlotProps) {
  const [isTable, setTable] = useState(false);
  const [hovered, setHovered] = useState<number>();
  const { title, meaning, series, unit } = definition;
  const sample = (hovered === undefined ? undefined : samples[hovered]) ?? newest;
  const numbers = series.map(({ name, value }) => `${name} ${formatValue(value(newest), unit)}`).join(', ');
  return (
    <Panel
      title={title}
      action={
        <Button
          small
          look="quiet"
          aria-label={`Show as ${isTable ? 'plot' : 'table'}: ${title}`}
          onClick={() => setTable(!isTable)}
        >
          Show as {isTable ? 'plot' : 'table'}
        </Button>
      }
    >
      <p className={styles['meaning']}>{meaning}</p>
      {isTable ? (
        <SampleTable definition={definition} samples={samples} />
      ) : (
        <>
          <Legend definition={definition} sample={sample}>
            {sample === newest ? 'now' : `at ${time.format(sample.date)}`}
          </Legend>
          <Chart
            definition={definition}
            samples={samples}
            rangeMinutes={rangeMinutes}
            label={`${title} over time. Now: ${numbers}.`}
            onHover={setHovered}
          />
        </>
      )}
    </Panel>
  );
}

/** The numbers of a plot, the newest first. */
function SampleTable({ definition, samples }: Pick<PlotProps, 'definition' | 'samples'>) {
  const { title, series, unit } = definition;
  const columns: [Column<MetricsSample>, ...Column<MetricsSample>[]] = [
    { title: 'Time', cell: ({ date }) => time.format(date) },
    ...series.map(({ name, value }) => ({
      title: name,
      cell: (sample: MetricsSample) => formatValue(value(sample), unit),
    })),
  ];
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
    <section aria-label={`Numbers of ${title}`} tabIndex={0} className={styles['scroll']}>
      <Table
        label={title}
        rows={samples.toReversed()}
        keyOf={({ date }) => date.toISOString()}
        columns={columns}
      />
    </section>
  );
}
