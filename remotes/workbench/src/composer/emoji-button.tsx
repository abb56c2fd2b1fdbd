import { IconButton, Popover, useTranslation } from '@parley/plugin-ui';
import { Smile } from '@parley/plugin-ui/icons';
import { useRef, useState, type KeyboardEvent } from 'react';
import css from './composer.module.css';

const emoji = [
  ...new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(
    '😀😃😄😁😅😂🙂😉😊😇😍🥰😘😋😎🤩🤗🤔😐🙄😌😔😢😭😤😡😱😮😴🤒👍👎👌👏🙌🙏🤝💪👋✌️🤞👉✅❌⚠️❓❗💬📎📷📞📍⏰📅🚚📦💳🎁🎉⭐❤️💙🔥☀️☕🍀',
  ),
].map((each) => each.segment);
const ACROSS = 10;

/** A small choice of emoji; the chosen one goes where the cursor is. The arrows move, Enter takes. */
export function EmojiButton({ onPick }: { onPick(emoji: string): void }) {
  const { t } = useTranslation('workbench');
  const [open, setOpen] = useState(false);
  const grid = useRef<HTMLDivElement>(null);
  const move = (event: KeyboardEvent) => {
    const along = document.documentElement.dir === 'rtl' ? -1 : 1;
    const step = { ArrowRight: along, ArrowLeft: -along, ArrowDown: ACROSS, ArrowUp: -ACROSS }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const buttons = [...(grid.current?.querySelectorAll('button') ?? [])];
    buttons[buttons.indexOf(document.activeElement as HTMLButtonElement) + step]?.focus();
  };
  return (
    <Popover opened={open} onChange={setOpen} position="top-start">
      <Popover.Target>
        <IconButton
          icon={Smile}
          tipPosition="top"
          label={t('composer.emoji')}
          aria-expanded={open}
          aria-haspopup="dialog"
          onClick={() => setOpen(!open)}
        />
      </Popover.Target>
      <Popover.Dropdown className={css.emojiBox ?? ''} aria-label={t('composer.emoji')}>
        <div ref={grid} className={css.emojiGrid} onKeyDown={move}>
          {emoji.map((each) => (
            <button
              key={each}
              type="button"
              className={css.emoji}
              aria-label={each}
              onClick={() => {
                setOpen(false);
                onPick(each);
              }}
            >
              {each}
            </button>
          ))}
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
