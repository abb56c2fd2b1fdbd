import { useState } from 'react';
import { Banner } from '../parts/banner';
import { useSlot } from '../slots/use-slot';
import { SlotView } from '../slots/slot';
import type { SlotEntry } from '../slots/context';
import type { SlotName, SlotProps } from '../slots/props';
import { sampleProps, type SlotSubject } from '../testing/slot-samples';
import css from './dev.module.css';
import type { DevOptions } from './options';

/** How wide each slot is in the screens; the others are pages. */
const WIDTHS: Partial<Record<SlotName, number>> = {
  'workbench.conversation.panel': 320,
  'workbench.composer.tool': 360,
  'workbench.message.action': 440,
  'workbench.message.kind': 420,
  'workbench.settings.page': 640,
  'admin.rule.settings': 560,
  'admin.dashboard.card': 360,
};

/** One entry in a frame as wide as its place, and below it what it last told the page around it. */
export function Stage<N extends SlotName>({ entry, subject, own }: { entry: SlotEntry<N>; subject: SlotSubject; own: DevOptions }) {
  const [told, setTold] = useState<string | null>(null);
  const item = useSlot(entry.slot).find(
    ({ component, path, kind, rule }) => component === entry.component && path === entry.path && kind === entry.kind && rule === entry.rule,
  );
  if (!item) return null;
  const props: SlotProps[N] = {
    ...sampleProps(entry.slot, subject, entry, {
      insertText: (text) => setTold(`insertText(${JSON.stringify(text)})`),
      onChange: (settings) => setTold(`onChange(${JSON.stringify(settings, null, 2)})`),
      close: () => setTold('close()'),
    }),
    ...own.props?.[entry.slot],
  };
  const width = WIDTHS[entry.slot];
  return (
    <>
      <section className={css.stage} style={width ? { inlineSize: width } : undefined} aria-label={entry.label}>
        <SlotView item={item} props={props} />
      </section>
      {told && <Banner title={<code className={css.told}>{told}</code>}>What the component said to the page around it</Banner>}
    </>
  );
}
