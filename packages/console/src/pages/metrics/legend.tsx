import type { ReactNode } from 'react';
import type { MetricsSample } from '../../api/metrics.ts';
import { classNames } from '../../ui/class-names.ts';
import { formatValue } from './format-value.ts';
import styles from './metrics-page.module.css';
import type { PlotDefinition, PlotSeries } from './plot-definitions.ts';

interface LegendProps {
  readonly definition: PlotDefinition;
  /** The sample whose numbers are shown. */
  readonly sample: MetricsSample;
  /** The time of the sample. */
  readonly children: ReactNode;
}

/** The lines of a plot with their numbers at one time. */
export const Legend = ({ definition: { series, unit }, sample, children }: LegendProps) => (
  <ul className={styles['legend']}>
    {series.map((each) => (
      <li key={each.name}>
        <Swatch series={each} />
        {each.name} <strong>{formatValue(each.value(sample), unit)}</strong>
      </li>
    ))}
    <li className={styles['time']}>{children}</li>
  </ul>
);

/** A piece of the line as the plot draws it. */
const Swatch = ({ series: { tone, dash } }: { readonly series: PlotSeries }) => (
  <svg width="24" height="8" viewBox="0 0 24 8" aria-hidden="true" className={classNames(styles[tone])}>
    <path d="M0 4h24" stroke="currentColor" strokeWidth="2" strokeDasharray={dash.join(' ')} />
  </svg>
);
