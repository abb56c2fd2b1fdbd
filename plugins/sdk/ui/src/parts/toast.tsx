import { CircleAlert, CircleCheck, Info, TriangleAlert, X } from 'lucide-react';
import { useSyncExternalStore, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { createStore } from '../theme/store';
import { Banner } from './banner';
import { Button } from './button';
import { IconButton } from './icon-button';
import css from './panels.module.css';

/** A short message that goes away by itself: after 6 s, or 12 s when it has something to do. */
export interface ToastInput {
  title: ReactNode;
  text?: ReactNode;
  tone?: 'neutral' | 'good' | 'warn' | 'bad';
  action?: { label: string; run(): void };
}

interface Toast extends ToastInput {
  id: number;
}

const toasts = createStore<readonly Toast[]>([]);
const icons = { neutral: Info, good: CircleCheck, warn: TriangleAlert, bad: CircleAlert };
let next = 1;

const drop = (id: number) => toasts.set(toasts.get().filter((each) => each.id !== id));

/** Shows a message at the page's lower end. Never the only place where something important is said. */
export function toast(input: ToastInput): void {
  const id = next++;
  toasts.set([...toasts.get().slice(-3), { ...input, id }]);
  setTimeout(() => drop(id), input.action ? 12_000 : 6_000);
}

/** Where toasts appear; the provider renders it once. */
export function Toasts() {
  const { t } = useTranslation('kit');
  const shown = useSyncExternalStore(toasts.subscribe, toasts.get);
  return (
    <div className={css.toasts} role="region" aria-label={t('notification')} aria-live="polite">
      {shown.map(({ id, title, text, tone = 'neutral', action }) => (
        <Banner
          key={id}
          float
          className={css.toast ?? ''}
          tone={tone}
          icon={icons[tone]}
          title={title}
          action={
            <span className="row">
              {action && (
                <Button
                  onClick={() => {
                    drop(id);
                    action.run();
                  }}
                >
                  {action.label}
                </Button>
              )}
              <IconButton className={css.x ?? ''} icon={X} iconSize="s" label={t('close')} onClick={() => drop(id)} />
            </span>
          }
        >
          {text}
        </Banner>
      ))}
    </div>
  );
}
