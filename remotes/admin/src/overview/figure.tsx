import { Panel, cx } from '@parley/plugin-ui';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import css from './overview.module.css';

/** What {@link Figure} takes. */
export interface FigureProps {
  label: string;
  /** The number, or a word where there is none. */
  value: ReactNode;
  /** What it means, or whom it is about. */
  note: string;
  to: string;
  urgency?: 'fresh' | 'soon' | 'late' | null | undefined;
}

/** One number that an admin looks for first, and the way to what is behind it. */
export function Figure({ label, value, note, to, urgency }: FigureProps) {
  return (
    <Panel className={cx(css.figure, urgency && css[urgency])}>
      <h2>{label}</h2>
      <p className={css.value}>{value}</p>
      <p className={css.note}>
        <Link to={to} dir="auto">
          {note}
        </Link>
      </p>
    </Panel>
  );
}
