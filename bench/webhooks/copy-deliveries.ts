/** Copies of a pending delivery. */

import { copiedModelSidSql, copiedSidSql, copySql, numbers, runBulkCopy } from '../targets/bulk-copy.ts';

/**
 * Turns the only pending delivery into the first of `count`, in a number of lanes of conversations that do not exist,
 * and changes the target of all to a URL, as messages in order.
 */
export async function copyDelivery(
  databaseUrl: string,
  url: string,
  count: number,
  laneCount: number,
): Promise<void> {
  const onlyOne = 'model.id = (SELECT min(id) FROM webhook_delivery)';
  await runBulkCopy(databaseUrl, async (bulk) => {
    await bulk.run('DELETE FROM webhook_attempt');
    await bulk.run(
      `UPDATE webhook_lane SET attempt = 0, leased_until = NULL,
        origin = (SELECT min(account_sid) FROM webhook_delivery) || ' ${new URL(url).origin}'`,
    );
    await bulk.run(`UPDATE webhook_delivery SET url = '${url}', attempts = 0`);
    await bulk.run(
      await copySql(bulk, 'webhook_lane', 'model.id > 0', numbers(laneCount - 1), {
        id: null,
        ordering_key: copiedSidSql('model.ordering_key'),
      }),
    );
    for (let done = 1; done < count; ) {
      // One more in each lane; the first already has one.
      const messageIndex = Math.floor(done / laneCount);
      const laneOffset = done % laneCount;
      const next = Math.min(laneCount - laneOffset, count - done);
      const each = `SELECT ${done} - 1 + row_number() OVER (ORDER BY id) AS number, id AS lane_id, ordering_key FROM
        (SELECT id, ordering_key FROM webhook_lane ORDER BY id LIMIT ${next} OFFSET ${laneOffset}) AS lane`;
      await bulk.run(
        await copySql(bulk, 'webhook_delivery', onlyOne, each, {
          id: null,
          sid: copiedModelSidSql,
          lane_id: 'copy.lane_id',
          conversation_sid: 'copy.ordering_key',
          parameters: `replace(replace(model.parameters, model.conversation_sid, copy.ordering_key),
            '["Index","0"]', '["Index","${messageIndex}"]')`,
        }),
      );
      done += next;
    }
  });
}
