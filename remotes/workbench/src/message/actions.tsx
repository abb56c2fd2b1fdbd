import { IconButton, Menu, Popover, cx, useTranslation } from '@parley/plugin-ui';
import { EllipsisVertical, Reply, SmilePlus } from '@parley/plugin-ui/icons';
import { useState } from 'react';
import css from './message.module.css';
import type { ToolItem } from './message-tool';

const signs = ['👍', '❤️', '😂', '😮', '😢', '🙏'] as const;

/** What {@link Actions} takes. */
export interface ActionsProps {
  /** One's own reaction. */
  mine: string | null;
  /** False where nothing can be sent: then there are only the tools of plugins. */
  canSend: boolean;
  tools: readonly ToolItem[];
  onReply(): void;
  onReact(emoji: string | null): void;
  onTool(item: ToolItem): void;
}

/** Beside a bubble, on hover or focus: quote it, react to it, or give it to a plugin. */
export function Actions({ mine, canSend, tools, onReply, onReact, onTool }: ActionsProps) {
  const { t } = useTranslation('workbench');
  const [open, setOpen] = useState(false);
  const [menu, setMenu] = useState(false);
  const react = (sign: string) => {
    setOpen(false);
    onReact(sign === mine ? null : sign);
  };
  return (
    <span className={css.actions} data-open={open || menu || undefined} role="group" aria-label={t('message.actions')}>
      {canSend && (
        <>
          <IconButton icon={Reply} iconSize="s" label={t('message.reply')} onClick={onReply} />
          <Popover opened={open} onChange={setOpen} position="top">
            <Popover.Target>
              <IconButton
                icon={SmilePlus}
                iconSize="s"
                label={t('message.reactMenu')}
                aria-expanded={open}
                onClick={() => setOpen(!open)}
              />
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
        </>
      )}
      {tools.length > 0 && (
        <Menu opened={menu} onChange={setMenu} label={t('message.more')}>
          <Menu.Target>
            <IconButton icon={EllipsisVertical} iconSize="s" label={t('message.more')} />
          </Menu.Target>
          <Menu.Dropdown>
            {tools.map((item) => (
              <Menu.Item
                key={item.key}
                icon={item.icon}
                className={cx(item.problem && 'faint')}
                title={item.problem ?? undefined}
                onClick={() => onTool(item)}
              >
                {item.label}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
    </span>
  );
}
