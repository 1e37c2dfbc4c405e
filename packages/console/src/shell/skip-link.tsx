import type { RefObject } from 'react';
import styles from './shell.module.css';

/** The first stop of the keyboard, which leads past the header and the side bar. */
export const SkipLink = ({ target }: { readonly target: RefObject<HTMLElement | null> }) => (
  // biome-ignore lint/a11y/useValidAnchor: it leads to a place of this page
  <a
    className={styles['skip']}
    href="#main"
    onClick={(event) => {
      // The fragment of an address belongs to links that sign in.
      event.preventDefault();
      target.current?.focus();
    }}
  >
    Skip to the content
  </a>
);
