/** The kinds of load, and the goal of each. */

export const scenarioNames = [
  'create',
  'fetch-hot',
  'fetch-uniform',
  'list',
  'list-walk',
  'update',
  'mixed',
  'post',
  'post-one',
  'list-messages',
  'join',
  'user-conversations',
] as const;

export type ScenarioName = (typeof scenarioNames)[number];

/** The pairs of method and path that the scenarios use; the baseline server has one route for each. */
export type Endpoint =
  | 'create'
  | 'fetch'
  | 'list'
  | 'update'
  | 'post'
  | 'list-messages'
  | 'join'
  | 'user-conversations';

/** Beside the baseline server: the pool server on PostgreSQL, the minimal server on SQLite. */
export type ReferenceServer = 'pool' | 'minimal';

export type Mix = readonly { readonly scenario: ScenarioName; readonly percentage: number }[];

export interface Scenario {
  readonly name: ScenarioName;
  readonly title: string;
  readonly endpoint: Endpoint;
  readonly expectedStatus: number;
  /** Wanted share of the baseline server's requests per second; null without a goal. */
  readonly goalShare: number | null;
  /** Wanted limit of the 99th percentile, in milliseconds. */
  readonly goalP99Milliseconds: number | null;
  /** The servers that it is compared with beside the baseline server, each with the wanted multiple of its speed. */
  readonly references: Partial<Record<ReferenceServer, { readonly goal: number | null }>>;
  /** For a mixture of other scenarios, in percent; null for requests of one kind. */
  readonly mix: Mix | null;
  /** Compared with creating a conversation in the same rounds; `goal` is the maximum relative cost. */
  readonly createComparisonGoal: { readonly goal: number | null } | null;
}

const noGoals = {
  goalShare: null,
  goalP99Milliseconds: null,
  references: {},
  mix: null,
  createComparisonGoal: null,
} as const;

const scenarioDetails: Record<ScenarioName, Omit<Scenario, 'name'>> = {
  create: {
    ...noGoals,
    title: 'create',
    endpoint: 'create',
    expectedStatus: 201,
    goalShare: 0.75,
    goalP99Milliseconds: 8,
    references: { pool: { goal: 3 }, minimal: { goal: null } },
  },
  'fetch-hot': {
    ...noGoals,
    title: 'fetch, 5,000 hot rows',
    endpoint: 'fetch',
    expectedStatus: 200,
    goalShare: 0.93,
    references: { pool: { goal: 2.5 }, minimal: { goal: null } },
  },
  'fetch-uniform': {
    ...noGoals,
    title: 'fetch, any row',
    endpoint: 'fetch',
    expectedStatus: 200,
    goalShare: 0.7,
    references: { pool: { goal: 2.5 }, minimal: { goal: null } },
  },
  list: {
    ...noGoals,
    title: 'list of 50, first page',
    endpoint: 'list',
    expectedStatus: 200,
    goalShare: 0.3,
    references: { minimal: { goal: null } },
  },
  'list-walk': {
    ...noGoals,
    title: 'list of 50, all pages',
    endpoint: 'list',
    expectedStatus: 200,
    goalShare: 0.5,
  },
  update: {
    ...noGoals,
    title: 'update, any row',
    endpoint: 'update',
    expectedStatus: 200,
    goalShare: 0.6,
    references: { minimal: { goal: null } },
  },
  mixed: {
    ...noGoals,
    title: 'mixed, 85 % reads',
    endpoint: 'fetch',
    expectedStatus: 200,
    goalShare: 0.55,
    references: { minimal: { goal: null } },
    mix: [
      { scenario: 'fetch-uniform', percentage: 70 },
      { scenario: 'list', percentage: 15 },
      { scenario: 'create', percentage: 10 },
      { scenario: 'update', percentage: 5 },
    ],
  },
  post: {
    ...noGoals,
    title: 'post, many conversations',
    endpoint: 'post',
    expectedStatus: 201,
    createComparisonGoal: { goal: 1.3 },
  },
  'post-one': {
    ...noGoals,
    title: 'post, one conversation',
    endpoint: 'post',
    expectedStatus: 201,
    createComparisonGoal: { goal: 1.3 },
  },
  'list-messages': {
    ...noGoals,
    title: 'messages, page of 50',
    endpoint: 'list-messages',
    expectedStatus: 200,
  },
  join: {
    ...noGoals,
    title: 'add a participant',
    endpoint: 'join',
    expectedStatus: 201,
    createComparisonGoal: { goal: null },
  },
  'user-conversations': {
    ...noGoals,
    title: "a user's 20 conversations",
    endpoint: 'user-conversations',
    expectedStatus: 200,
  },
};

/** Returns the description of one scenario. */
export function scenarioOf(name: ScenarioName): Scenario {
  return { name, ...scenarioDetails[name] };
}

/** The scenarios that add rows, in the order in which they run. */
const adding: readonly ScenarioName[] = ['join', 'post', 'post-one', 'mixed', 'create'];

/**
 * Returns the scenarios in the order in which they run. Those that add rows are last, so that the others are
 * measured on exactly the requested number of rows.
 */
export function sortByRunOrder(names: readonly ScenarioName[]): ScenarioName[] {
  return [
    ...names.filter((name) => !adding.includes(name)),
    ...adding.filter((name) => names.includes(name)),
  ];
}
