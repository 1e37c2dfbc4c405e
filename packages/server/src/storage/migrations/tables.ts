import type { DdlTypes } from '../ddl.ts';
import { migrations } from './index.ts';

/** The names of tables do not depend on the types; the position table of a log belongs to the engine. */
const noTypes: DdlTypes = {
  text: '',
  integer: '',
  identity: '',
  tableSuffix: '',
  positionTable: () => [],
  termIndex: () => [],
  termStatistics: () => [],
};

/** The tables of the schema, each after those that its rows reference. */
export const tableNames: readonly string[] = migrations
  .flatMap(({ statements }) => statements(noTypes))
  .flatMap((statement) => /^\s*CREATE TABLE (\w+)/.exec(statement)?.[1] ?? []);
