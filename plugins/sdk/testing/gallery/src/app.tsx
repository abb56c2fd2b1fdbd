import { SlotView, useSlot, type SlotName } from '@parley/plugin-ui';
import { sampleProps, slotNames, type SlotSubject } from '@parley/plugin-ui/testing';
import css from './gallery.module.css';

/** `?samples={…}`: the address is all that reaches this page. */
const subject = JSON.parse(new URLSearchParams(location.search).get('samples') ?? '{}') as SlotSubject;

function Entries<N extends SlotName>({ slot }: { slot: N }) {
  return useSlot(slot).map((item) => (
    <section key={item.key} className={css.entry} data-slot={slot} data-component={item.component} aria-label={item.label}>
      <h2 className="meta muted">
        {slot} · {item.label}
      </h2>
      <div data-shown>
        <SlotView item={item} props={sampleProps(slot, subject, item)} />
      </div>
    </section>
  ));
}

/** Every entry of every slot on one page, in the shell that brings it in earnest. */
export default function App() {
  return (
    <main className={css.gallery} data-gallery>
      {slotNames.map((slot) => (
        <Entries key={slot} slot={slot} />
      ))}
    </main>
  );
}
