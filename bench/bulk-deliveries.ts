/** Copies of a delivery that waits. */

import { copied, copiedSid, copies, inBulk, numbers } from './bulk.ts';

/**
 * Makes the one delivery that waits the first of `count`, in as many lines as are given, of conversations that are not
 * there, and has all of them go to a URL, as messages in their order.
 */
export async function copyDelivery(
  databaseUrl: string,
  url: string,
  count: number,
  lines: number,
): Promise<void> {
  const onlyOne = 'model.id = (SELECT min(id) FROM webhook_delivery)';
  await inBulk(databaseUrl, async (bulk) => {
    await bulk.run('DELETE FROM webhook_attempt');
    await bulk.run(
      `UPDATE webhook_lane SET origin = '${new URL(url).origin}', attempt = 0, leased_until = NULL`,
    );
    await bulk.run(`UPDATE webhook_delivery SET url = '${url}', attempts = 0`);
    await bulk.run(
      await copies(bulk, 'webhook_lane', 'model.id > 0', numbers(lines - 1), {
        id: null,
        ordering_key: copied('model.ordering_key'),
      }),
    );
    for (let done = 1; done < count; ) {
      // One more in each line; the first has one already.
      const turn = Math.floor(done / lines);
      const place = done % lines;
      const next = Math.min(lines - place, count - done);
      const each = `SELECT ${done} - 1 + row_number() OVER (ORDER BY id) AS number, id AS lane_id, ordering_key FROM
        (SELECT id, ordering_key FROM webhook_lane ORDER BY id LIMIT ${next} OFFSET ${place}) AS line`;
      await bulk.run(
        await copies(bulk, 'webhook_delivery', onlyOne, each, {
          id: null,
          sid: copiedSid,
          lane_id: 'copy.lane_id',
          conversation_sid: 'copy.ordering_key',
          parameters: `replace(replace(model.parameters, model.conversation_sid, copy.ordering_key),
            '["Index","0"]', '["Index","${turn}"]')`,
        }),
      );
      done += next;
    }
  });
}
