import { select } from './statement.ts';
import { integer } from './table.ts';

/** Asks nothing but whether the database answers. */
export const ping = select('ping', {}, { one: integer() }, () => 'SELECT 1 AS one');
