import { Link } from '@tanstack/react-router';
import styles from './shell.module.css';

/** The name of the product, which leads to the first page. */
export const Brand = ({ to }: { readonly to: '/services' | '/reference' }) => (
  <Link to={to} className={styles['brand']}>
    <svg width="22" height="22" viewBox="0 0 32 32" aria-hidden="true">
      <path
        fill="var(--accent)"
        d="M5 4h22a3 3 0 0 1 3 3v14a3 3 0 0 1-3 3H14l-8 6v-6H5a3 3 0 0 1-3-3V7a3 3 0 0 1 3-3Z"
      />
      <path
        fill="none"
        stroke="var(--accent-fg)"
        strokeWidth="2.5"
        strokeLinecap="round"
        d="M9 11h14M9 17h9"
      />
    </svg>
    Colloquy
  </Link>
);
