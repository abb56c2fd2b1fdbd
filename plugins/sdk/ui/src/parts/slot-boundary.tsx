import { Component, type ReactNode } from 'react';
import { i18n } from '../i18n/i18n';
import { partFailures, report } from '../report';
import { crashId, isFolded, noteCrash } from './crashes';
import { ErrorCard } from './states';

/** What {@link SlotBoundary} takes. */
export interface SlotBoundaryProps {
  /** The entry's id, for the crash count and the report: `acme-loyalty/ContactPanel`. */
  id: string;
  /** Its name, for people. */
  label: string;
  /** The build that is shown; crashes of another one do not count. */
  build?: string;
  /** For small places: one line instead of a card. */
  compact?: boolean;
  /** What stands around the card of a failure. */
  frame?: (card: ReactNode) => ReactNode;
  /** Called on “Try again”, before the children are rendered anew. */
  onRetry?: () => void;
  children: ReactNode;
}

interface State {
  error: unknown;
  folded: boolean;
}

/**
 * Keeps a broken part from taking the page with it: shows “… is not available” with “Try again”. After three crashes within
 * ten minutes the part stays folded away until the tab is closed.
 */
export class SlotBoundary extends Component<SlotBoundaryProps, State> {
  override state: State = { error: null, folded: isFolded(this.crashId, sessionStorage) };

  static getDerivedStateFromError(error: unknown): Partial<State> {
    return { error: error ?? new Error('unknown') };
  }

  private get crashId(): string {
    return crashId(this.props.id, this.props.build);
  }

  override componentDidCatch(error: unknown): void {
    report(`${this.props.id} crashed`, error);
    const folded = noteCrash(this.crashId, Date.now(), sessionStorage);
    partFailures.set({ part: this.props.id, reason: folded ? 'folded' : 'crashed' });
    if (folded) this.setState({ folded });
  }

  private retry = (): void => {
    this.props.onRetry?.();
    this.setState({ error: null });
  };

  override render(): ReactNode {
    const { label, compact = false, frame = (card: ReactNode) => card, children } = this.props;
    const title = i18n.t('kit:unavailable', { label });
    if (this.state.folded)
      return frame(
        <ErrorCard compact={compact} title={title}>
          {i18n.t('kit:folded', { label })}
        </ErrorCard>,
      );
    if (this.state.error)
      return frame(
        <ErrorCard compact={compact} title={title} onRetry={this.retry}>
          {i18n.t('kit:crashed')}
        </ErrorCard>,
      );
    return children;
  }
}
