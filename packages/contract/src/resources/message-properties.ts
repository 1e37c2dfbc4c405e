import * as property from '../property.ts';

export const mediaList = property.list(
  property.object({
    sid: property.sidOf('ME'),
    size: property.integer(),
    content_type: property.text(),
    filename: property.nullable(property.text()),
    category: property.text(),
  }),
);

/** How many of the recipients on other channels have reached a status. */
const statusShare = property.enumOf(['all', 'some', 'none']);

export const deliverySummary = property.stored(
  property.object({
    total: property.integer(),
    sent: statusShare,
    delivered: statusShare,
    read: statusShare,
    failed: statusShare,
    undelivered: statusShare,
  }),
);
