import { Fragment, useCallback, useContext, type ComponentType, type ReactNode } from 'react';
import { SlotContext } from './context';
import type { SlotName, SlotProps } from './props';
import { RemotePart } from './remote-part';
import { useSlot, type SlotItem, type UseSlotOptions } from './use-slot';

interface Shown {
  /** What is shown while it loads, in the final size; some lines unless told. */
  skeleton?: ReactNode;
  /** For small places: a failure is one line instead of a card. */
  compact?: boolean;
}

/** What {@link SlotView} takes. */
export interface SlotViewProps<N extends SlotName> extends Shown {
  item: SlotItem<N>;
  /** What the slot's component is given. */
  props: SlotProps[N];
}

/** Shows one entry of a slot, in a net of its own. Its code is fetched now. */
export function SlotView<N extends SlotName>({ item, props, skeleton, compact = false }: SlotViewProps<N>) {
  const { loader, buildOf } = useContext(SlotContext);
  const { key, label, plugin, component } = item;
  // The manifest says which slot a module is for; its type cannot be known here.
  const load = useCallback(() => loader.load({ plugin, component }) as Promise<ComponentType<SlotProps[N]>>, [loader, plugin, component]);
  return (
    <RemotePart
      key={key}
      id={key}
      label={label}
      build={buildOf(plugin)}
      load={load}
      loaded={loader.loaded(item) as ComponentType<SlotProps[N]> | undefined}
      props={props}
      skeleton={skeleton}
      compact={compact}
    />
  );
}

/** What {@link Slot} takes. */
export interface SlotOptions<N extends SlotName> extends UseSlotOptions, Shown {
  name: N;
  /** What each entry's component is given. */
  props: SlotProps[N];
  /** What stands around each entry; the entries one after the other unless told. */
  render?: (view: ReactNode, item: SlotItem<N>) => ReactNode;
}

/**
 * Shows every entry of a slot, each in its own net. Nothing when there is none.
 * @example <Slot name="workbench.conversation.panel" props={ids} inboxId={ids.inboxId} render={(view, { label }) => <Section title={label}>{view}</Section>} />
 */
export function Slot<N extends SlotName>({ name, props, skeleton, compact = false, render, ...which }: SlotOptions<N>) {
  return useSlot(name, which).map((item) => {
    const view = <SlotView item={item} props={props} skeleton={skeleton} compact={compact} />;
    return <Fragment key={item.key}>{render ? render(view, item) : view}</Fragment>;
  });
}
