import { Fragment } from 'react';
import styles from './reference.module.css';

/** A path that can break after its slashes, with its keys set apart. */
export const PathText = ({ path }: { readonly path: string }) => (
  <code className={styles['path-text']}>
    {path.split(/(?<=\/)/).map((part, index) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a path never change
      <Fragment key={index}>
        {part.startsWith('{') ? <span className={styles['key']}>{part}</span> : part}
        <wbr />
      </Fragment>
    ))}
  </code>
);
