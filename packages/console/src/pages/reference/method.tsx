import styles from './reference.module.css';

/** The HTTP method of an operation. The colour repeats the word. */
export const Method = ({ method }: { readonly method: 'GET' | 'POST' | 'DELETE' }) => (
  <span className={styles['method']} data-method={method}>
    {method}
  </span>
);
