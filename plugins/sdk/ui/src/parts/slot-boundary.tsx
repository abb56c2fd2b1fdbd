import { Component, type ReactNode } from 'react';
import { i18n } from '../i18n/i18n';
import { report } from '../report';
import { isFolded, noteCrash } from './crashes';
import { ErrorCard } from './states';

/** What {@link SlotBoundary} takes. */
export interface SlotBoundaryProps {
  /** The entry's id, for the crash count and the report: `acme-loyalty/ContactPanel`. */
  id: string;
  /** Its name, for people. */
  label: string;
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
  override state: State = { error: null, folded: isFolded(this.props.id, sessionStorage) };

  static getDerivedStateFromError(error: unknown): Partial<State> {
    return { error: error ?? new Error('unknown') };
  }

  override componentDidCatch(error: unknown): void {
    report(`${this.props.id} crashed`, error);
    if (noteCrash(this.props.id, Date.now(), sessionStorage)) this.setState({ folded: true });
  }

  private retry = (): void => {
    this.props.onRetry?.();
    this.setState({ error: null });
  };

  override render(): ReactNode {
    const { label, children } = this.props;
    const title = i18n.t('kit:unavailable', { label });
    if (this.state.folded) return <ErrorCard title={title}>{i18n.t('kit:folded', { label })}</ErrorCard>;
    if (this.state.error)
      return (
        <ErrorCard title={title} onRetry={this.retry}>
          {i18n.t('kit:crashed')}
        </ErrorCard>
      );
    return children;
  }
}
