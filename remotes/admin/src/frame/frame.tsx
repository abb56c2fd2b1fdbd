import { cx, useTranslation } from '@parley/plugin-ui';
import { useCallback, useEffect, useRef, useState } from 'react';
import { Outlet, useLocation } from 'react-router';
import { useLive } from '../data/use-live';
import css from './frame.module.css';
import { LostBanner } from './lost-banner';
import { OpenSidebar } from './page';
import { Sidebar } from './sidebar';

/** The console around every page: the sidebar, which narrow screens open over the page, and the log. */
export function Frame() {
  const { t } = useTranslation('admin');
  const [open, setOpen] = useState(false);
  const { pathname } = useLocation();
  const side = useRef<HTMLDivElement>(null);
  const close = useCallback(() => setOpen(false), []);
  useLive();
  useEffect(close, [pathname, close]);
  useEffect(() => {
    if (open) side.current?.querySelector('a')?.focus();
  }, [open]);
  return (
    <OpenSidebar.Provider value={useCallback(() => setOpen(true), [])}>
      <a className={css.skip} href="#main">
        {t('skip')}
      </a>
      <div className={css.admin}>
        <div ref={side} className={cx(css.sideBox, open && css.open)} onKeyDown={(event) => event.key === 'Escape' && close()}>
          <Sidebar onGone={close} />
        </div>
        {open && <div className={css.scrim} onClick={close} aria-hidden="true" />}
        <div className={css.body} inert={open}>
          <Outlet />
        </div>
        <LostBanner />
      </div>
    </OpenSidebar.Provider>
  );
}
