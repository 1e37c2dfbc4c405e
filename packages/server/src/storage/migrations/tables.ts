import type { DdlTypes } from '../ddl.ts';
import { migrations } from './index.ts';

/** Names do not depend on the engine; what one needs beside a log is the engine's own. */
const words: DdlTypes = { text: '', integer: '', identity: '', tableSuffix: '', positionTable: () => [] };

/** The tables of the schema, each after those that its rows hang on. */
export const tableNames: readonly string[] = migrations
  .flatMap(({ statements }) => statements(words))
  .flatMap((statement) => /^\s*CREATE TABLE (\w+)/.exec(statement)?.[1] ?? []);
