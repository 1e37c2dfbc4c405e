/** The kinds of load, and the goal of each. */

export const scenarioNames = [
  'create',
  'fetch-hot',
  'fetch-uniform',
  'list',
  'list-walk',
  'update',
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

export interface Scenario {
  readonly name: ScenarioName;
  readonly title: string;
  readonly endpoint: Endpoint;
  readonly expectedStatus: number;
  /** Wanted share of the baseline server's requests per second; null without a goal. */
  readonly goalShare: number | null;
  /** Wanted limit of the 99th percentile, in milliseconds. */
  readonly goalP99Milliseconds: number | null;
  /** Wanted multiple of the pool server's requests per second (PostgreSQL); null: not compared. */
  readonly goalTimesPool: number | null;
  /** Compared with creating a conversation in the same rounds; `goal` is the maximum relative cost. */
  readonly createComparisonGoal: { readonly goal: number | null } | null;
}

const noGoals = {
  goalShare: null,
  goalP99Milliseconds: null,
  goalTimesPool: null,
  createComparisonGoal: null,
} as const;

const scenarioDetails: Record<ScenarioName, Omit<Scenario, 'name'>> = {
  create: {
    ...noGoals,
    title: 'create',
    endpoint: 'create',
    expectedStatus: 201,
    goalShare: 0.6,
    goalP99Milliseconds: 8,
    goalTimesPool: 2,
  },
  'fetch-hot': {
    ...noGoals,
    title: 'fetch, 5,000 hot rows',
    endpoint: 'fetch',
    expectedStatus: 200,
    goalShare: 0.85,
    goalTimesPool: 2,
  },
  'fetch-uniform': {
    ...noGoals,
    title: 'fetch, any row',
    endpoint: 'fetch',
    expectedStatus: 200,
    goalShare: 0.6,
    goalTimesPool: 2,
  },
  list: {
    ...noGoals,
    title: 'list of 50, first page',
    endpoint: 'list',
    expectedStatus: 200,
    goalShare: 0.3,
  },
  'list-walk': {
    ...noGoals,
    title: 'list of 50, all pages',
    endpoint: 'list',
    expectedStatus: 200,
    goalShare: 0.3,
  },
  update: {
    ...noGoals,
    title: 'update, any row',
    endpoint: 'update',
    expectedStatus: 200,
    goalShare: 0.5,
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
const adding: readonly ScenarioName[] = ['join', 'post', 'post-one', 'create'];

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
