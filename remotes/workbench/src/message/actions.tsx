import { IconButton, Popover, useTranslation } from '@parley/plugin-ui';
import { Reply, SmilePlus } from '@parley/plugin-ui/icons';
import { useState } from 'react';
import css from './message.module.css';

const signs = ['👍', '❤️', '😂', '😮', '😢', '🙏'] as const;

/** Beside a bubble, on hover or focus: quote it, or react to it. */
export function Actions({ mine, onReply, onReact }: { mine: string | null; onReply(): void; onReact(emoji: string | null): void }) {
  const { t } = useTranslation('workbench');
  const [open, setOpen] = useState(false);
  const react = (sign: string) => {
    setOpen(false);
    onReact(sign === mine ? null : sign);
  };
  return (
    <span className={css.actions} data-open={open || undefined} role="group" aria-label={t('message.actions')}>
      <IconButton icon={Reply} iconSize="s" label={t('message.reply')} onClick={onReply} />
      <Popover opened={open} onChange={setOpen} position="top">
        <Popover.Target>
          <IconButton icon={SmilePlus} iconSize="s" label={t('message.reactMenu')} aria-expanded={open} onClick={() => setOpen(!open)} />
        </Popover.Target>
        <Popover.Dropdown className={css.signs ?? ''}>
          {signs.map((sign) => (
            <button
              key={sign}
              type="button"
              className={css.sign}
              aria-pressed={sign === mine}
              aria-label={t(sign === mine ? 'message.unreact' : 'message.react', { emoji: sign })}
              onClick={() => react(sign)}
            >
              {sign}
            </button>
          ))}
        </Popover.Dropdown>
      </Popover>
    </span>
  );
}
