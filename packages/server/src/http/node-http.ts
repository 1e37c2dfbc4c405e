/*
 * An import of this module would evaluate all of its exports, and one of them loads Node's fetch: 10 to 15 ms of CPU at
 * each start.
 */
export const { createServer, ServerResponse, STATUS_CODES } = process.getBuiltinModule('node:http');
