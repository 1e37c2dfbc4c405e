import type { ComponentProps, ReactNode } from 'react';
import { QueryContent } from './query-content.tsx';
import { Table } from './table.tsx';

type TableProps<Row> = ComponentProps<typeof Table<Row>>;

interface QueryTableProps<Row> extends Omit<TableProps<Row>, 'rows'> {
  readonly query: ComponentProps<typeof QueryContent<readonly Row[]>>['query'];
  /** What is loaded, such as `the services`. */
  readonly what: string;
  /** Stands in for the table while there is no row. */
  readonly empty: ReactNode;
}

/** The rows of a query as a table. */
export const QueryTable = <Row,>({ query, what, empty, ...table }: QueryTableProps<Row>) => (
  <QueryContent query={query} what={what}>
    {(rows) => (rows.length === 0 ? empty : <Table {...table} rows={rows} />)}
  </QueryContent>
);
