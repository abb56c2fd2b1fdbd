import { useEffect, useState, type ComponentType, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { SlotBoundary } from '../parts/slot-boundary';
import { ErrorCard, SkeletonLines } from '../parts/states';
import { partFailures } from '../report';
import { LoadError } from './load-error';
import { reasonOf } from './reason';

/** What {@link RemotePart} takes. */
export interface RemotePartProps<P extends object> {
  /** For the crash count and the report: `acme-loyalty/ContactPanel`. */
  id: string;
  /** Its name, for people. */
  label: string;
  /** The build that would be shown; after a failure another one is tried at once. */
  build: string;
  /** Fetches the component. Keep it the same from render to render. @throws {LoadError} */
  load(): Promise<ComponentType<P>>;
  /** The component, if it is here already: nothing flashes then. */
  loaded?: ComponentType<P> | undefined;
  props: P;
  /** What is shown while it loads, in the final size; some lines unless told. */
  skeleton?: ReactNode;
  /** For small places: a failure is one line instead of a card. */
  compact?: boolean;
  /** What stands around the card of a failure. */
  frame?: (card: ReactNode) => ReactNode;
  /** Called on “Try again”. */
  onRetry?: () => void;
}

type Loaded<P> = { state: 'loading' } | { state: 'ready'; Part: ComponentType<P> } | { state: 'failed'; error: LoadError };

/**
 * A part of a screen that is fetched when it is shown, in a net of its own: its shape while it loads, a card with the reason and “Try
 * again” when it cannot be had, the same when it breaks. What is shown stays until the page is loaded anew.
 */
export function RemotePart<P extends object>({
  id,
  label,
  build,
  load,
  loaded,
  props,
  skeleton,
  compact = false,
  frame = (card) => card,
  onRetry,
}: RemotePartProps<P>) {
  const { t } = useTranslation('kit');
  const [part, setPart] = useState<Loaded<P>>(() => (loaded ? { state: 'ready', Part: loaded } : { state: 'loading' }));
  const [round, setRound] = useState(0);

  useEffect(() => {
    let current = true;
    setPart((before) => (before.state === 'failed' ? { state: 'loading' } : before));
    load().then(
      (Part) => {
        if (current) setPart((before) => (before.state === 'ready' && before.Part === Part ? before : { state: 'ready', Part }));
      },
      (thrown: unknown) => {
        if (!current) return;
        const error = thrown instanceof LoadError ? thrown : new LoadError('broken', id);
        partFailures.set({ part: id, reason: error.reason });
        setPart({ state: 'failed', error });
      },
    );
    return () => {
      current = false;
    };
  }, [load, round, build, id]);

  const again = () => {
    onRetry?.();
    setRound((before) => before + 1);
  };
  if (part.state === 'loading') return skeleton ?? <SkeletonLines />;
  if (part.state === 'failed')
    return frame(
      <ErrorCard compact={compact} title={t('unavailable', { label })} onRetry={again}>
        {reasonOf(t, part.error)}
      </ErrorCard>,
    );
  return (
    <SlotBoundary id={id} label={label} build={build} compact={compact} frame={frame} onRetry={again}>
      <part.Part {...props} />
    </SlotBoundary>
  );
}
