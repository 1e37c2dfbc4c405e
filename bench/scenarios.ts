/** The six kinds of load, and the share of the bare server's speed each is meant to reach. */

export const scenarioNames = ['create', 'fetch-hot', 'fetch-uniform', 'list', 'list-walk', 'update'] as const;

export type ScenarioName = (typeof scenarioNames)[number];

/** The four pairs of method and path the scenarios use; the bare server has one route for each. */
export type Shape = 'create' | 'fetch' | 'list' | 'update';

export interface Scenario {
  readonly name: ScenarioName;
  readonly title: string;
  readonly shape: Shape;
  readonly expectedStatus: number;
  /** Wanted share of the bare server's requests per second. */
  readonly goalShare: number;
  /** Wanted limit of the 99th percentile, in milliseconds. */
  readonly goalP99Milliseconds: number | null;
  /** Wanted multiple of the pool server's requests per second (PostgreSQL); null: not compared. */
  readonly goalTimesPool: number | null;
}

const scenarios: Record<ScenarioName, Scenario> = {
  create: {
    name: 'create',
    title: 'create',
    shape: 'create',
    expectedStatus: 201,
    goalShare: 0.6,
    goalP99Milliseconds: 8,
    goalTimesPool: 2,
  },
  'fetch-hot': {
    name: 'fetch-hot',
    title: 'fetch, 5,000 hot rows',
    shape: 'fetch',
    expectedStatus: 200,
    goalShare: 0.85,
    goalP99Milliseconds: null,
    goalTimesPool: 2,
  },
  'fetch-uniform': {
    name: 'fetch-uniform',
    title: 'fetch, any row',
    shape: 'fetch',
    expectedStatus: 200,
    goalShare: 0.6,
    goalP99Milliseconds: null,
    goalTimesPool: 2,
  },
  list: {
    name: 'list',
    title: 'list of 50, first page',
    shape: 'list',
    expectedStatus: 200,
    goalShare: 0.3,
    goalP99Milliseconds: null,
    goalTimesPool: null,
  },
  'list-walk': {
    name: 'list-walk',
    title: 'list of 50, walking',
    shape: 'list',
    expectedStatus: 200,
    goalShare: 0.3,
    goalP99Milliseconds: null,
    goalTimesPool: null,
  },
  update: {
    name: 'update',
    title: 'update, any row',
    shape: 'update',
    expectedStatus: 200,
    goalShare: 0.5,
    goalP99Milliseconds: null,
    goalTimesPool: null,
  },
};

/** Returns the description of one scenario. */
export function scenarioOf(name: ScenarioName): Scenario {
  return scenarios[name];
}

/** Tells whether a word from the command line names a scenario. */
export function isScenarioName(word: string): word is ScenarioName {
  return scenarioNames.some((name) => name === word);
}

/**
 * Returns the scenarios in the order they are run. Creating comes last: it adds rows, and the others
 * are to be measured on exactly the number of rows that was asked for.
 */
export function inRunningOrder(names: readonly ScenarioName[]): ScenarioName[] {
  return [...names.filter((name) => name !== 'create'), ...names.filter((name) => name === 'create')];
}
