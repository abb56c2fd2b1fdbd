import { RemotePart, type AppName } from '@parley/plugin-ui';
import { useCallback, type ComponentType } from 'react';
import type { RemoteRow } from '../registry';
import type { RemoteLoader } from '../slots/loader';
import { AppSkeleton } from './app-skeleton';
import css from './frame.module.css';

/** Loads an app and shows it; while it loads its shape, and when it fails a card with the reason and a way to try again. */
export function RemoteApp({
  row,
  app,
  loader,
  onRetry,
}: {
  row: RemoteRow;
  app: AppName;
  loader: RemoteLoader;
  /** Before it is tried again: there may be a new build. */
  onRetry(): void;
}) {
  const { id, label } = row;
  const component = row.module ?? '';
  const load = useCallback(() => loader.load({ plugin: id, component }) as Promise<ComponentType<object>>, [loader, id, component]);
  return (
    <RemotePart
      id={id}
      label={label}
      build={loader.state.get().buildOf(id)}
      load={load}
      loaded={loader.loaded({ plugin: id, component }) as ComponentType<object> | undefined}
      props={{}}
      skeleton={<AppSkeleton app={app} />}
      frame={(card) => <main className={css.card}>{card}</main>}
      onRetry={onRetry}
    />
  );
}
