import { Outlet, useParams, useRouterState } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { defaultService } from '../api/service.ts';
import { Button } from '../ui/button.tsx';
import { classNames } from '../ui/class-names.ts';
import { AccountMenu } from './account-menu.tsx';
import { ConnectionNotice } from './connection-notice.tsx';
import { ServiceSelector } from './service-selector.tsx';
import styles from './shell.module.css';
import { SideBar } from './side-bar.tsx';

/** What surrounds every page: the side bar, which is a drawer on a narrow screen, and the header. */
export function Shell() {
  const [drawer, setDrawer] = useState(false);
  const main = useRef<HTMLElement>(null);
  const pathname = useRouterState({ select: ({ location }) => location.pathname });
  const { service = defaultService } = useParams({ strict: false });

  // A link of the drawer leads to a page that the drawer would cover.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the effect belongs to the change of the address
  useEffect(() => setDrawer(false), [pathname]);
  useEffect(() => {
    if (!drawer) return;
    const close = ({ key }: KeyboardEvent) => {
      if (key === 'Escape') setDrawer(false);
    };
    document.addEventListener('keydown', close);
    return () => document.removeEventListener('keydown', close);
  }, [drawer]);

  return (
    <div className={styles['shell']}>
      {/* biome-ignore lint/a11y/useValidAnchor: it leads to a place of this page */}
      <a
        className={styles['skip']}
        href="#main"
        onClick={(event) => {
          // The fragment of an address belongs to links that sign in.
          event.preventDefault();
          main.current?.focus();
        }}
      >
        Skip to the content
      </a>
      <header className={styles['header']}>
        <Button
          look="quiet"
          className={styles['menu']}
          aria-expanded={drawer}
          aria-controls="side-bar"
          aria-label="Menu"
          onClick={() => setDrawer(!drawer)}
        >
          <svg width="18" height="18" viewBox="0 0 18 18" aria-hidden="true">
            <path
              d="M2 4.5h14M2 9h14M2 13.5h14"
              stroke="currentColor"
              strokeWidth="1.75"
              strokeLinecap="round"
            />
          </svg>
        </Button>
        <ServiceSelector />
        <AccountMenu />
      </header>
      <div id="side-bar" className={classNames(styles['side'], drawer && styles['open'])}>
        <SideBar service={service} />
      </div>
      {drawer && <div className={styles['backdrop']} aria-hidden="true" onClick={() => setDrawer(false)} />}
      <main ref={main} id="main" tabIndex={-1} className={styles['main']}>
        <ConnectionNotice />
        <Outlet />
      </main>
    </div>
  );
}
