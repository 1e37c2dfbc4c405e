import { describe, expect, test } from 'vitest';
import { queryRows } from '../../../../../tests/support/engines/database-contents.ts';
import { canShare, createDatabase, engines } from '../../../../../tests/support/engines/databases.ts';
import { openStorage } from '../open.ts';
import { schemaVersion } from './index.ts';

describe.each(engines.filter(canShare))('%s', (engine) => {
  test.each([1, 2, 3])(
    'processes that start together on an empty database migrate it once (%i)',
    async () => {
      const { url } = await createDatabase(engine);
      const storages = await Promise.all(Array.from({ length: 8 }, () => openStorage(url)));
      await Promise.all(storages.map((storage) => storage.close()));
      const versions = await queryRows(url, 'SELECT version FROM schema_version WHERE version > 0');
      expect(versions).toEqual([{ version: schemaVersion }]);
    },
  );
});
