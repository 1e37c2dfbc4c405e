import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createClient } from '@colloquy/client';
import { startColloquy } from '@colloquy/testkit';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { startReceiver } from '../support/http/webhook-receiver.ts';

const folder = join(import.meta.dirname, '../../deploy/monitoring');
const read = (name: string) => readFileSync(join(folder, name), 'utf8');

interface Dashboard {
  readonly panels: readonly {
    readonly id: number;
    readonly title: string;
    readonly targets: readonly { readonly expr: string }[];
  }[];
}

interface AlertRules {
  readonly groups: readonly {
    readonly rules: readonly {
      readonly alert: string;
      readonly expr: string;
      readonly annotations: { readonly summary: string };
    }[];
  }[];
}

const dashboard = JSON.parse(read('grafana-dashboard.json')) as Dashboard;
const alerts = (parse(read('prometheus-alerts.yaml')) as AlertRules).groups.flatMap(({ rules }) => rules);

/** The names of metrics in an expression; `up` is that of Prometheus. */
const metricsIn = (expr: string) => expr.match(/\b(?:colloquy|process|nodejs)_\w+/g) ?? [];

/** The series of a server that has had a request, a delivery and a dead letter; names with all values of each label. */
async function exportedSeries() {
  await using receiver = await startReceiver();
  await using colloquy = await startColloquy();
  const client = createClient(colloquy);
  receiver.onRequest = () => 400;
  await client.updateConfigurationWebhook({
    postWebhookUrl: receiver.url,
    filters: ['onConversationAdded'],
  });
  await client.createConversation({ xTwilioWebhookEnabled: true });
  await colloquy.advance('PT0S');
  const text = await client.fetchMetrics();
  const series = new Map<string, Map<string, Set<string>>>();
  for (const [, name = '', labels = ''] of text.matchAll(/^([a-z]\w*)(?:\{(.*)\})? /gm)) {
    const ofName = series.get(name) ?? new Map<string, Set<string>>();
    series.set(name, ofName);
    for (const [, label = '', value = ''] of labels.matchAll(/(\w+)="([^"]*)"/g))
      ofName.set(label, (ofName.get(label) ?? new Set()).add(value));
  }
  return series;
}

const targetLabels = new Set(['job', 'instance']);

test('every metric and label in the dashboard and in the alert rules is exported', async () => {
  const series = await exportedSeries();
  const expressions = [
    ...dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)),
    ...alerts.map(({ expr }) => expr),
  ];
  expect(expressions.length).toBeGreaterThan(25);
  for (const expr of expressions) {
    const names = metricsIn(expr);
    if (names.length === 0) expect(expr).toMatch(/^up\{/);
    for (const name of names) expect([...series.keys()], expr).toContain(name);
    const known = new Set([
      ...targetLabels,
      ...names.flatMap((name) => [...(series.get(name)?.keys() ?? [])]),
    ]);
    const matched = [...expr.matchAll(/[{,](\w+)(=~?)"/g)].map(([, label]) => label);
    const grouped = [...expr.matchAll(/by \(([\w, ]+)\)/g)].flatMap(([, labels = '']) => labels.split(', '));
    for (const label of [...matched, ...grouped]) expect(known, expr).toContain(label);
  }
});

test('the values that alert rules select exist before the first alert', async () => {
  const series = await exportedSeries();
  const selected = [
    ['colloquy_webhook_deliveries_total', 'state', 'dead'],
    ['colloquy_session_ends_total', 'reason', 'slow'],
  ] as const;
  for (const [name, label, value] of selected) {
    expect(alerts.map(({ expr }) => expr).join('\n')).toContain(`${name}{${label}="${value}"}`);
    expect([...(series.get(name)?.get(label) ?? [])]).toContain(value);
  }
});

test('panels have different ids and titles, and each alert says what it means', () => {
  const { panels } = dashboard;
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  expect(new Set(panels.map(({ title }) => title)).size).toBe(panels.length);
  for (const { alert, annotations } of alerts) expect(annotations.summary, alert).toMatch(/\w.*\.$/);
});
