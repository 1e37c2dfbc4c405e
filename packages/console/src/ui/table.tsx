import type { ReactNode } from 'react';
import styles from './table.module.css';

export interface Column<Row> {
  readonly title: string;
  readonly cell: (row: Row) => ReactNode;
}

interface TableProps<Row> {
  /** What the rows are, for assistive technology. */
  readonly label: string;
  readonly columns: readonly [Column<Row>, ...Column<Row>[]];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  /** Below the rows, such as a button for more of them. */
  readonly footer?: ReactNode;
}

/**
 * A table, which is a list of cards on a narrow screen. The first column names the row. CSS takes the role of a table
 * away from elements that it displays as blocks, so the roles are explicit.
 */
export const Table = <Row,>({ label, columns, rows, keyOf, footer }: TableProps<Row>) => (
  <div className={styles['frame']}>
    {/* biome-ignore-start lint/a11y/noRedundantRoles: see above */}
    <table role="table" className={styles['table']} aria-label={label}>
      <thead role="rowgroup">
        <tr role="row">
          {columns.map(({ title }) => (
            <th role="columnheader" key={title} scope="col">
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map((row) => (
          <tr role="row" key={keyOf(row)}>
            {columns.map(({ title, cell }, index) => (
              <td role="cell" key={title} data-label={index === 0 ? undefined : title}>
                {cell(row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
    {/* biome-ignore-end lint/a11y/noRedundantRoles: see above */}
    {footer && <div className={styles['footer']}>{footer}</div>}
  </div>
);

/** The classes of what stands in cells: the link that opens a row, a second line, and a number that stays on one line. */
export const cellClasses = {
  link: styles['row-link'] ?? '',
  sub: styles['sub'] ?? '',
  short: styles['short'] ?? '',
  words: styles['words'] ?? '',
};
