import { Outlet } from '@tanstack/react-router';
import { useCallback, useRef } from 'react';
import { ServerClockContext, useServerClock } from '../clock/server-clock.ts';
import { Button } from '../ui/button.tsx';
import { classNames } from '../ui/class-names.ts';
import { AccountMenu } from './account-menu.tsx';
import { ConnectionNotice } from './connection-notice.tsx';
import { ConsolePaletteButton } from './console-palette-button.tsx';
import { ServiceSelector } from './service-selector.tsx';
import styles from './shell.module.css';
import { SideBar } from './side-bar.tsx';
import { SkipLink } from './skip-link.tsx';
import { useDrawer } from './use-drawer.ts';
import { useFocusOnNavigation } from './use-focus-on-navigation.ts';
import { useLastService } from './use-last-service.ts';

/** What surrounds every page: the side bar, which is a drawer on a narrow screen, and the header. */
export function Shell() {
  const main = useRef<HTMLElement>(null);
  const service = useLastService();
  const { isOpen, setOpen, button, drawer } = useDrawer();
  const clock = useServerClock();

  // A link of the drawer leads to a page that the drawer would cover.
  useFocusOnNavigation(
    main,
    useCallback(() => setOpen(false), [setOpen]),
  );

  return (
    <div className={styles['shell']}>
      <SkipLink target={main} />
      <header className={styles['header']}>
        <Button
          look="quiet"
          ref={button}
          className={styles['menu']}
          aria-expanded={isOpen}
          aria-controls="side-bar"
          aria-label="Menu"
          onClick={() => setOpen(!isOpen)}
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
        <ConsolePaletteButton service={service} />
        <AccountMenu />
      </header>
      <div id="side-bar" ref={drawer} className={classNames(styles['side'], isOpen && styles['open'])}>
        <SideBar service={service} />
      </div>
      {isOpen && <div className={styles['backdrop']} aria-hidden="true" onClick={() => setOpen(false)} />}
      <main ref={main} id="main" tabIndex={-1} className={styles['main']}>
        <ConnectionNotice />
        <ServerClockContext value={clock}>
          <Outlet />
        </ServerClockContext>
      </main>
    </div>
  );
}
