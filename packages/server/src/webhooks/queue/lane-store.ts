import {
  selectAllSkippingLocked,
  selectForUpdate,
  selectSkippingLocked,
} from '../../storage/locking-select.ts';
import { columnNames, insert, remove, select, update } from '../../storage/statement.ts';
import { integer, optional, type RowOf, table, text } from '../../storage/table.ts';

/**
 * The pending deliveries to one target with one ordering key. Only the first of them is attempted; a lane without
 * pending deliveries has no row.
 */
const newLaneTable = table(
  'webhook_lane',
  {
    target: text(),
    ordering_key: text(),
    /** Account, and scheme, host and port of its requests, as in `formatOriginKey`. */
    origin: text(),
    /** When to attempt its first delivery. */
    due: text(),
    /** Number of attempts of its first delivery so far. */
    attempt: integer(),
    /** End of the lease of the process that works on it. */
    leased_until: optional(text()),
  },
  ['target', 'ordering_key'],
);

const laneColumns = { id: integer(), ...newLaneTable.columns };
const laneTable = table('webhook_lane', laneColumns, ['id']);

export type LaneRow = RowOf<typeof laneColumns>;

export const addLane = insert(newLaneTable);
export const setLane = update(laneTable, ['origin', 'due', 'attempt', 'leased_until']);
export const removeLane = remove(laneTable);

export const lockLane = {
  byKey: selectForUpdate(
    'webhook_lane.lock by target',
    { target: text(), ordering_key: text() },
    laneColumns,
    () => `SELECT ${columnNames(laneTable)} FROM webhook_lane
      WHERE target = :target AND ordering_key = :ordering_key`,
    ({ id }) => `lane ${id}`,
  ),
  /** Finds nothing if another transaction has locked the lane. */
  byId: selectSkippingLocked(
    'webhook_lane.lock by id',
    { id: integer() },
    laneColumns,
    () => `SELECT ${columnNames(laneTable)} FROM webhook_lane WHERE id = :id`,
    ({ id }) => `lane ${id}`,
  ),
};

/** Waits for a lane that another transaction has locked, so the caller must hold no other. */
export const lockLaneById = selectForUpdate(
  'webhook_lane.wait by id',
  { id: integer() },
  laneColumns,
  () => `SELECT ${columnNames(laneTable)} FROM webhook_lane WHERE id = :id`,
  ({ id }) => `lane ${id}`,
);

export const laneExists = select(
  'webhook_lane.exists',
  { id: integer() },
  { id: integer() },
  () => 'SELECT id FROM webhook_lane WHERE id = :id',
);

/** A lease that ends later than any can was given by a clock that has been set back since. */
const freeCondition = `(leased_until IS NULL OR leased_until < :lease_expires_before OR leased_until > :lease_max)`;

/**
 * The origins that have lanes, in order, and whether one of these lanes is due and free: 1 or 0. `ahead` says the same
 * of lanes that are due later than any retry can be, which happens when the clock has been set back.
 */
export const findOrigins = select(
  'webhook_lane.origins',
  { due_by: text(), due_max: text(), lease_expires_before: text(), lease_max: text() },
  { origin: text(), due: integer(), ahead: integer() },
  // One step along the index for each origin, however many lanes there are.
  () => `WITH RECURSIVE each_origin (origin) AS (
      SELECT min(origin) FROM webhook_lane
      UNION ALL
      SELECT (SELECT min(origin) FROM webhook_lane WHERE origin > each_origin.origin)
        FROM each_origin WHERE each_origin.origin IS NOT NULL)
    SELECT origin, CASE WHEN EXISTS (SELECT 1 FROM webhook_lane
        WHERE webhook_lane.origin = each_origin.origin AND due <= :due_by AND ${freeCondition})
        THEN 1 ELSE 0 END AS due,
      CASE WHEN EXISTS (SELECT 1 FROM webhook_lane
        WHERE webhook_lane.origin = each_origin.origin AND due > :due_max AND ${freeCondition})
        THEN 1 ELSE 0 END AS ahead
      FROM each_origin WHERE origin IS NOT NULL ORDER BY origin`,
);

/** Lanes of all origins that are due after a time; rare, because it reads all of them. */
export const findLanesAhead = select(
  'webhook_lane.ahead',
  { now: text(), after: integer(), limit: integer() },
  laneColumns,
  () => `SELECT ${columnNames(laneTable)} FROM webhook_lane
    WHERE due > :now AND id > :after ORDER BY id LIMIT :limit`,
);

const dueLanes = {
  parameters: {
    origin: text(),
    due_after: text(),
    due_by: text(),
    lease_expires_before: text(),
    lease_max: text(),
    limit: integer(),
  },
  sql: () => `SELECT ${columnNames(laneTable)} FROM webhook_lane
    WHERE origin = :origin AND due > :due_after AND due <= :due_by AND ${freeCondition}
    ORDER BY due LIMIT :limit`,
};

/** The lanes of an origin that are due in a range of time and not leased, the longest due first. */
export const findDueLanes = select('webhook_lane.due', dueLanes.parameters, laneColumns, dueLanes.sql);

export const lockDueLanes = selectAllSkippingLocked(
  'webhook_lane.lock due',
  dueLanes.parameters,
  laneColumns,
  dueLanes.sql,
);
