/** A page of the site. */
export interface PageEntry {
  /** Path of its Markdown file in the repository. */
  readonly source: string;
  /** Path of its HTML file in the site. */
  readonly output: string;
  /** Its name in the side bar; its heading unless given. */
  readonly label?: string;
}

/** A part of the side bar. */
export interface Section {
  readonly title: string;
  /** Whether the side bar shows its pages only on request, or while one of them is open. */
  readonly collapsed?: boolean;
  /** How much its pages count in a search; 1 unless given. Users come before contributors. */
  readonly weight?: number;
  readonly pages: readonly PageEntry[];
}

const guide = (name: string, label?: string): PageEntry => ({
  source: `docs/${name}.md`,
  output: `${name}.html`,
  ...(label === undefined ? {} : { label }),
});

const elsewhere = (source: string, name: string, label: string): PageEntry => ({
  source,
  output: `${name}.html`,
  label,
});

/**
 * The side bar, and so the pages of the site in reading order.
 *
 * @param decisions names of the files of the decision records, without their extension.
 */
export const listSections = (decisions: readonly string[]): readonly Section[] => [
  {
    title: 'Start',
    pages: [
      guide('index', 'Overview'),
      guide('installation'),
      guide('sdks'),
      guide('console'),
      guide('cli'),
      guide('comparison'),
    ],
  },
  {
    title: 'Test',
    pages: [
      guide('testing', 'In your tests'),
      elsewhere('packages/testkit/README.md', 'testkit', 'Test kit'),
      guide('test-clock'),
      guide('seeds'),
    ],
  },
  {
    title: 'Build',
    pages: [
      guide('realtime'),
      guide('api-keys', 'API keys and tokens'),
      guide('permissions'),
      guide('media'),
      guide('webhooks'),
      guide('events'),
      guide('search'),
      guide('channels'),
      guide('idempotency'),
      elsewhere('packages/client/README.md', 'client', 'Typed client'),
    ],
  },
  {
    title: 'Move from Twilio',
    pages: [guide('coming-from-twilio'), guide('importing'), guide('compatibility')],
  },
  {
    title: 'Operate',
    pages: [
      guide('deployment'),
      guide('configuration'),
      guide('operations'),
      guide('engines', 'Engines'),
      guide('export'),
      guide('erasure'),
      guide('retention'),
      guide('audit'),
      guide('monitoring'),
      guide('troubleshooting'),
      guide('performance'),
    ],
  },
  {
    title: 'Reference',
    weight: 0.7,
    pages: [
      guide('api', 'Conversations API'),
      guide('colloquy-api', 'Colloquy’s own API'),
      guide('cli-reference', 'Command line reference'),
      guide('coverage', 'Test coverage'),
      guide('glossary'),
    ],
  },
  {
    title: 'Project',
    weight: 0.4,
    pages: [
      guide('roadmap'),
      guide('architecture'),
      elsewhere('CONTRIBUTING.md', 'contributing', 'Contributing'),
      elsewhere('CHANGELOG.md', 'changelog', 'Changelog'),
      elsewhere('SECURITY.md', 'security', 'Security'),
      guide('dependencies'),
    ],
  },
  {
    title: 'Decisions',
    weight: 0.3,
    collapsed: true,
    pages: [
      { source: 'docs/decisions/README.md', output: 'decisions/index.html', label: 'All decisions' },
      ...decisions.map((name) => ({
        source: `docs/decisions/${name}.md`,
        output: `decisions/${name}.html`,
      })),
    ],
  },
];
