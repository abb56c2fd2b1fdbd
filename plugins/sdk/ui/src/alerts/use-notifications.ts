import { useCallback, useMemo, useSyncExternalStore } from 'react';
import { createLocalStore, createStore } from '../theme/store';
import { playChime } from './sound';

/** What the browser says about desktop alerts; `unsupported` where it has none. */
export type AlertPermission = 'granted' | 'denied' | 'default' | 'unsupported';

/** A desktop alert. `tag` replaces an older one of the same conversation instead of piling up. */
export interface DesktopAlert {
  title: string;
  body: string;
  tag?: string;
  onClick?: () => void;
}

/** What {@link useNotifications} gives. */
export interface Notifications {
  permission: AlertPermission;
  /** Asks the browser; only after a click, or the browser refuses by itself. */
  ask(): Promise<AlertPermission>;
  /** The person's own switches, kept in this browser. */
  sound: boolean;
  setSound(on: boolean): void;
  popup: boolean;
  setPopup(on: boolean): void;
  /** Sound and desktop alert, each if switched on; the alert also needs the browser's permission. */
  notify(alert: DesktopAlert): void;
  /** Lets the person hear the sound. */
  play(): Promise<void>;
}

const sound = createLocalStore('parley.alerts.sound', true);
const popup = createLocalStore('parley.alerts.popup', true);
const read = (): AlertPermission => (typeof Notification === 'undefined' ? 'unsupported' : Notification.permission);
const permission = createStore<AlertPermission>(read());

// The permission can change in the browser's own settings while the page is open.
if (typeof navigator !== 'undefined' && navigator.permissions) {
  navigator.permissions.query({ name: 'notifications' as PermissionName }).then(
    (status) => {
      status.onchange = () => permission.set(read());
    },
    () => {},
  );
}

async function ask(): Promise<AlertPermission> {
  if (read() === 'default') await Notification.requestPermission();
  permission.set(read());
  return permission.get();
}

function show({ title, body, tag, onClick }: DesktopAlert): void {
  if (read() !== 'granted') return;
  try {
    const alert = new Notification(title, { body, silent: true, ...(tag === undefined ? {} : { tag }) });
    alert.onclick = () => {
      window.focus();
      alert.close();
      onClick?.();
    };
  } catch {
    // Some phones allow alerts only through a service worker; the sound and the badge remain.
  }
}

/** Sound and desktop alerts of this browser: what is allowed, what the person wants, and how to raise one. */
export function useNotifications(): Notifications {
  const allowed = useSyncExternalStore(permission.subscribe, permission.get);
  const loud = useSyncExternalStore(sound.subscribe, sound.get);
  const shown = useSyncExternalStore(popup.subscribe, popup.get);
  const notify = useCallback((alert: DesktopAlert) => {
    if (sound.get()) void playChime();
    if (popup.get()) show(alert);
  }, []);
  return useMemo(
    () => ({ permission: allowed, ask, sound: loud, setSound: sound.set, popup: shown, setPopup: popup.set, notify, play: playChime }),
    [allowed, loud, shown, notify],
  );
}
