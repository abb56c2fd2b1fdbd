import { ButtonLink, Icon, IconButton, cx, useSession, useTitleBadge, useTranslation } from '@parley/plugin-ui';
import { ArrowUpRight, ChevronRight, Menu as MenuIcon } from '@parley/plugin-ui/icons';
import { Fragment, createContext, useContext, type ReactNode } from 'react';
import { Link } from 'react-router';
import css from './frame.module.css';
import { MeMenu } from './me-menu';

/** Opens the sidebar where it has no room of its own. */
export const OpenSidebar = createContext<() => void>(() => {});

/** One step of the way to a page; the last one has no address. */
export interface Crumb {
  label: string;
  to?: string;
}

/** What {@link Page} takes. */
export interface PageProps {
  crumbs: readonly Crumb[];
  /** True where the content has the whole area: no padding, nothing scrolls but its parts. */
  whole?: boolean;
  children: ReactNode;
}

/** A page: the way to it, the link to the workbench (the organization's account goes along), one's own menu, and the content. */
export function Page({ crumbs, whole, children }: PageProps) {
  const { t } = useTranslation('admin');
  const { viewer } = useSession();
  const openSidebar = useContext(OpenSidebar);
  useTitleBadge(0, crumbs.at(-1)?.label);
  return (
    <>
      <header className={css.top}>
        <IconButton className={css.burger} icon={MenuIcon} label={t('nav.open')} onClick={openSidebar} />
        <nav className={cx('grow', css.crumbs)} aria-label={t('breadcrumb')}>
          {crumbs.map(({ label, to }, index) => (
            <Fragment key={`${index}${label}`}>
              {index > 0 && <Icon of={ChevronRight} size="xs" flip />}
              {to ? (
                <Link to={to} className="cut">
                  {label}
                </Link>
              ) : (
                <span className="cut" aria-current="page" dir="auto">
                  {label}
                </span>
              )}
            </Fragment>
          ))}
        </nav>
        <ButtonLink
          className={css.bench}
          href={`/workbench/?account=${encodeURIComponent(viewer.organization.account)}`}
          external
          iconEnd={ArrowUpRight}
        >
          {t('workbench')}
        </ButtonLink>
        <MeMenu />
      </header>
      <main id="main" tabIndex={-1} className={whole ? css.whole : css.page}>
        {children}
      </main>
    </>
  );
}

/** The name of a page and what can be done on it. */
export function PageHead({
  title,
  before,
  after,
  children,
}: {
  title: ReactNode;
  before?: ReactNode;
  after?: ReactNode;
  children?: ReactNode;
}) {
  return (
    <div className={css.head}>
      {before}
      <h1 className="cut" dir="auto">
        {title}
      </h1>
      {after}
      <span className="grow" />
      {children}
    </div>
  );
}
