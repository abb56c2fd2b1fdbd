import { IconButton, Popover, SkeletonLines, SlotView, cx, useSlot, type ComposerToolProps, type SlotItem } from '@parley/plugin-ui';
import { useState } from 'react';
import { nameOf } from './name';
import css from './slots.module.css';

/** What a tool is given, but for closing itself. */
type Given = Omit<ComposerToolProps, 'close'>;

function Tool({ item, given, onClose }: { item: SlotItem<'workbench.composer.tool'>; given: Given; onClose(): void }) {
  const [open, setOpen] = useState(false);
  const close = () => {
    setOpen(false);
    onClose();
  };
  return (
    <Popover opened={open} onChange={setOpen} position="top-start" width={320}>
      <Popover.Target>
        <IconButton
          icon={item.icon}
          tipPosition="top"
          className={cx(item.problem && css.dead)}
          label={nameOf(item)}
          onClick={() => setOpen(!open)}
        />
      </Popover.Target>
      <Popover.Dropdown className={css.tool} aria-label={item.label}>
        <SlotView item={item} props={{ ...given, close }} compact skeleton={<SkeletonLines lines={3} />} />
      </Popover.Dropdown>
    </Popover>
  );
}

/** The tools of plugins, after ours. `onClose` runs when one is done: the cursor belongs into the box again. */
export function ComposerTools({ onClose, ...given }: Given & { onClose(): void }) {
  const items = useSlot('workbench.composer.tool', { inboxId: given.inboxId });
  if (items.length === 0) return null;
  return (
    <>
      <span className={css.between} aria-hidden="true" />
      {items.map((item) => (
        <Tool key={item.key} item={item} given={given} onClose={onClose} />
      ))}
    </>
  );
}
