import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { MetricsSample } from '../../api/metrics.ts';
import { formatValue } from './format-value.ts';
import styles from './metrics-page.module.css';
import { type Palette, readPalette } from './palette.ts';
import type { PlotDefinition } from './plot-definitions.ts';

interface ChartProps {
  readonly definition: PlotDefinition;
  readonly samples: readonly MetricsSample[];
  readonly rangeMinutes: number;
  /** What the chart shows, for those who do not see it. */
  readonly label: string;
  /** Called with the index of the sample below the pointer; undefined when it leaves the charts. */
  readonly onHover: (index: number | undefined) => void;
}

const height = 150;
const time = new Intl.DateTimeFormat('en', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });

/** Draws lines over time. All charts of a page show the pointer at the same time. */
export function Chart({ definition, samples, rangeMinutes, label, onHover }: ChartProps) {
  const container = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot>(undefined);

  useEffect(() => {
    const element = container.current;
    if (element === null) return;
    const palette = readPalette(element);
    const options = createOptions(definition, palette, rangeMinutes * 60, onHover);
    const plot = new uPlot({ ...options, width: element.clientWidth, height }, undefined, element);
    chart.current = plot;
    const resized = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height }));
    resized.observe(element);
    const scheme = matchMedia('(prefers-color-scheme: dark)');
    const recolour = () => {
      Object.assign(palette, readPalette(element));
      plot.redraw(false, true);
    };
    scheme.addEventListener('change', recolour);
    return () => {
      scheme.removeEventListener('change', recolour);
      resized.disconnect();
      plot.destroy();
    };
  }, [definition, rangeMinutes, onHover]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a chart for another range is a new one
  useEffect(() => chart.current?.setData(toData(definition, samples)), [definition, samples, rangeMinutes]);

  return <div ref={container} role="img" aria-label={label} className={styles['chart']} />;
}

/** The times in seconds, and the numbers of each line. */
const toData = ({ series }: PlotDefinition, samples: readonly MetricsSample[]): uPlot.AlignedData => [
  samples.map(({ date }) => date.getTime() / 1000),
  ...series.map(({ value }) => samples.map(value)),
];

function createOptions(
  { series, unit, minTop }: PlotDefinition,
  palette: Palette,
  rangeSeconds: number,
  onHover: ChartProps['onHover'],
): Omit<uPlot.Options, 'width' | 'height'> {
  const axis = {
    stroke: () => palette.muted,
    font: '12px system-ui, sans-serif',
    grid: { stroke: () => palette.border, width: 1 },
    ticks: { show: false },
  };
  return {
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, sync: { key: 'metrics' } },
    hooks: { setCursor: [({ cursor }) => onHover(cursor.idx ?? undefined)] },
    scales: {
      x: { range: (_, _min, max) => [max - rangeSeconds, max] },
      y: { range: (_, _min, max) => [0, Math.max((max ?? 0) * 1.1, minTop)] },
    },
    axes: [
      { ...axis, size: 28, values: (_, splits) => splits.map((seconds) => time.format(seconds * 1000)) },
      {
        ...axis,
        size: 64,
        space: 32,
        values: (_, splits) => splits.map((value) => formatValue(value, unit)),
      },
    ],
    series: [
      {},
      ...series.map(({ tone, dash }) => ({ stroke: () => palette[tone], dash: [...dash], width: 1.5 })),
    ],
  };
}
