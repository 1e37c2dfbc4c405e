import { expect, test } from 'vitest';
import { execute, queryRows } from '../support/engines/database-contents.ts';
import { createDatabase, engines, implementationOf } from '../support/engines/databases.ts';
import { startServer } from '../support/servers/start-servers.ts';
import { createSearchedService } from './support.ts';

const plannedByStatistics = engines.filter((engine) => implementationOf(engine) === 'postgres');

test.each(plannedByStatistics)(
  'the planner of %s knows how many documents have a word with a beginning, even if only rare words have it',
  async (engine) => {
    const { url } = await createDatabase(engine);
    const colloquy = await startServer(url);
    await createSearchedService(colloquy);
    await colloquy.stop();
    // 1,500 words in 13 documents each, and 500 other ones in 4 each.
    await execute(
      url,
      `INSERT INTO search_document (id, service_id, sid, terms)
        SELECT number, service.id, 'IM' || number,
          'word' || number % 1500 || CASE WHEN number <= 2000 THEN ' rare' || number % 500 ELSE '' END
        FROM generate_series(1, 20000) AS number CROSS JOIN (SELECT min(id) AS id FROM service) AS service`,
    );
    await execute(url, 'ANALYZE search_document');
    const [plan] = await queryRows(
      url,
      "EXPLAIN SELECT id FROM search_document WHERE term_vector @@ CAST('rare:*' AS tsquery)",
    );
    const estimate = Number(/ rows=(\d+) /.exec(String(plan?.['QUERY PLAN']))?.[1]);
    expect(estimate).toBeGreaterThan(1000);
    expect(estimate).toBeLessThan(4000);
  },
);
