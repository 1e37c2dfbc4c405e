import {
  selectAllSkippingLocked,
  selectForUpdate,
  selectSkippingLocked,
} from '../../storage/locking-select.ts';
import { columnNames, insert, remove, select, update } from '../../storage/statement.ts';
import { integer, optional, type RowOf, table, text } from '../../storage/table.ts';

/**
 * A line of deliveries of one conversation or user to one target. The first of them is at work; it is there while
 * there are any.
 */
const newLaneTable = table(
  'webhook_lane',
  {
    target: text(),
    ordering_key: text(),
    /** Scheme, host and port that its requests go to. */
    origin: text(),
    /** When its first delivery is to be tried. */
    due: text(),
    /** Attempts of its first delivery so far. */
    attempt: integer(),
    /** Until when a process works at it. */
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
  /** Passes over one that another transaction holds. */
  id: selectSkippingLocked(
    'webhook_lane.lock by id',
    { id: integer() },
    laneColumns,
    () => `SELECT ${columnNames(laneTable)} FROM webhook_lane WHERE id = :id`,
    ({ id }) => `lane ${id}`,
  ),
};

export const findLaneById = select(
  'webhook_lane.exists',
  { id: integer() },
  { id: integer() },
  () => 'SELECT id FROM webhook_lane WHERE id = :id',
);

const dueCondition = 'due <= :now AND (leased_until IS NULL OR leased_until < :expired)';

/** Servers that there are deliveries for, and whether one of their lanes is due: 1, or 0. */
export const findOrigins = select(
  'webhook_lane.origins',
  { now: text(), expired: text() },
  { origin: text(), due: integer() },
  // One step along the index for each server, however many lanes there are.
  () => `WITH RECURSIVE each_origin (origin) AS (
      SELECT min(origin) FROM webhook_lane
      UNION ALL
      SELECT (SELECT min(origin) FROM webhook_lane WHERE origin > each_origin.origin)
        FROM each_origin WHERE each_origin.origin IS NOT NULL)
    SELECT origin, CASE WHEN EXISTS (SELECT 1 FROM webhook_lane
        WHERE webhook_lane.origin = each_origin.origin AND ${dueCondition}) THEN 1 ELSE 0 END AS due
      FROM each_origin WHERE origin IS NOT NULL ORDER BY origin`,
);

const dueLanes = {
  parameters: { origin: text(), now: text(), expired: text(), limit: integer() },
  sql: () => `SELECT ${columnNames(laneTable)} FROM webhook_lane
    WHERE origin = :origin AND ${dueCondition}
    ORDER BY due LIMIT :limit`,
};

/** Lanes of a server that are due and that nobody works at. */
export const findDueLanes = select('webhook_lane.due', dueLanes.parameters, laneColumns, dueLanes.sql);

export const lockDueLanes = selectAllSkippingLocked(
  'webhook_lane.lock due',
  dueLanes.parameters,
  laneColumns,
  dueLanes.sql,
);

/** `stored` is what nobody here can be told of; `asked` a question before a change, which is not sent again. */
const deliveryStates = ['pending', 'delivered', 'dead', 'unsupported', 'pre_action'] as const;

export type DeliveryState = (typeof deliveryStates)[number];

export const deliveryTable = table(
  'webhook_delivery',
  {
    sid: text(),
    lane_id: integer(),
    account_sid: text(),
    service_sid: text(),
    conversation_sid: optional(text()),
    event_position: integer(),
    event_name: text(),
    target: text(),
    url: text(),
    method: text(),
    /** JSON list of names and values. */
    parameters: text(),
    state: text(),
    attempts: integer(),
    date_created: text(),
    date_updated: text(),
  },
  ['sid'],
);

export type DeliveryRow = RowOf<typeof deliveryTable.columns>;

export const addDelivery = insert(deliveryTable);
export const setDelivery = update(deliveryTable, ['state', 'attempts', 'date_updated']);
export const removeDelivery = remove(deliveryTable);

/** The delivery that a lane is at. */
export const findFirstPending = select(
  'webhook_delivery.first of lane',
  { lane_id: integer() },
  deliveryTable.columns,
  () => `SELECT ${columnNames(deliveryTable)} FROM webhook_delivery
    WHERE lane_id = :lane_id AND state = 'pending' ORDER BY id LIMIT 1`,
);

/** The delivery that a lane is at when it is done with one, whether or not that is written yet. */
export const findNextPending = select(
  'webhook_delivery.next of lane',
  { lane_id: integer(), sid: text() },
  deliveryTable.columns,
  () => `SELECT ${columnNames(deliveryTable)} FROM webhook_delivery
    WHERE lane_id = :lane_id AND state = 'pending' AND sid <> :sid ORDER BY id LIMIT 1`,
);

export const attemptTable = table(
  'webhook_attempt',
  {
    delivery_sid: text(),
    /** From 1. */
    number: integer(),
    date: text(),
    /** Where it went, which can change; null for one of an older version. */
    url: optional(text()),
    method: optional(text()),
    /** Milliseconds. */
    duration: integer(),
    /** Of the reply; null when there was none. */
    status: optional(integer()),
    /** What was in the way of a reply. */
    error: optional(text()),
    /** First bytes of the reply's body. */
    body: optional(text()),
  },
  ['delivery_sid', 'number'],
);

export type AttemptRow = RowOf<typeof attemptTable.columns>;

export const addAttempt = insert(attemptTable);
