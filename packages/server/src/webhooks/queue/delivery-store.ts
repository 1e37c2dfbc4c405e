import { columnNames, insert, remove, select, update } from '../../storage/statement.ts';
import { integer, optional, type RowOf, table, text } from '../../storage/table.ts';
import type { WebhookParameters } from '../payload/build-parameters.ts';
import type { LaneRow } from './lane-store.ts';

export const deliveryTable = table(
  'webhook_delivery',
  {
    sid: text(),
    /** 0 for a delivery that never had a lane. */
    lane_id: integer(),
    account_sid: text(),
    service_sid: text(),
    conversation_sid: optional(text()),
    event_position: integer(),
    event_name: text(),
    target: text(),
    /** Empty for a target without a URL. */
    url: text(),
    method: text(),
    /** JSON array of pairs of name and value. */
    parameters: text(),
    state: text(),
    attempts: integer(),
    date_created: text(),
    date_updated: text(),
  },
  ['sid'],
);

export type DeliveryRow = RowOf<typeof deliveryTable.columns>;

/** A lane that this process works on, and its first pending delivery. */
export interface LeasedDelivery {
  readonly lane: LaneRow;
  readonly delivery: DeliveryRow;
}

const { parameters: _, ...summaryColumns } = deliveryTable.columns;

/** A delivery without its parameters, which can have hundreds of kilobytes. */
export const deliverySummary = table('webhook_delivery', summaryColumns, ['sid']);

export type DeliverySummary = RowOf<typeof summaryColumns>;

/** Decodes the parameters that the delivery was created with. */
export const parseParameters = ({ parameters }: Pick<DeliveryRow, 'parameters'>): WebhookParameters =>
  JSON.parse(parameters);

export const addDelivery = insert(deliveryTable);
export const setDelivery = update(deliveryTable, ['state', 'attempts', 'date_updated']);
export const removeDelivery = remove(deliveryTable);

/** The first pending delivery of a lane. */
export const findFirstPending = select(
  'webhook_delivery.first of lane',
  { lane_id: integer() },
  deliveryTable.columns,
  () => `SELECT ${columnNames(deliveryTable)} FROM webhook_delivery
    WHERE lane_id = :lane_id AND state = 'pending' ORDER BY id LIMIT 1`,
);

/** The first pending delivery of a lane apart from one, whose new state may not be written yet. */
export const findNextPending = select(
  'webhook_delivery.next of lane',
  { lane_id: integer(), sid: text() },
  deliveryTable.columns,
  () => `SELECT ${columnNames(deliveryTable)} FROM webhook_delivery
    WHERE lane_id = :lane_id AND state = 'pending' AND sid <> :sid ORDER BY id LIMIT 1`,
);
