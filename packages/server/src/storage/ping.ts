import { select } from './statement.ts';
import { integer } from './table.ts';

/** Checks that the database responds. */
export const ping = select('ping', {}, { one: integer() }, () => 'SELECT 1 AS one');
