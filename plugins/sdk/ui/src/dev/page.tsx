import { useEffect, useMemo, useState } from 'react';
import { MemoryRouter } from 'react-router';
import { locales, setLocale, type Locale } from '../i18n/i18n';
import { useLocale } from '../i18n/use-locale';
import { Segmented, type Segment } from '../parts/segmented';
import { SelectField } from '../parts/field';
import { SkeletonLines } from '../parts/states';
import { ParleyProvider } from '../provider';
import type { AppName } from '../session/session';
import type { SlotEntry, SlotHost } from '../slots/context';
import { useTheme, type ThemeChoice } from '../theme/use-theme';
import { liveSource, sampleSource, type Source, type Subject } from './data';
import css from './dev.module.css';
import type { DevInput } from './options';
import { Stage } from './stage';

const appOf = ({ slot }: SlotEntry): AppName => (slot.startsWith('admin.') ? 'admin' : 'workbench');
const themes: { value: ThemeChoice; label: string }[] = [
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
  { value: 'system', label: 'System' },
];

/** The data of an app: Parley's own where there is one, else samples; null while it is not known. */
function useSource(app: AppName, input: DevInput): { source: Source | null; canLive: boolean; setLive(live: boolean): void } {
  const samples = useMemo(() => sampleSource(app, input.own ?? {}), [app, input]);
  const [found, setFound] = useState<{ app: AppName; live: Source | null } | null>(null);
  const [wanted, setWanted] = useState(true);
  useEffect(() => {
    let current = true;
    void liveSource(app).then((live) => {
      if (current) setFound({ app, live });
      else live?.parley.socket.stop();
    });
    return () => {
      current = false;
    };
  }, [app]);
  const live = found?.app === app ? found.live : null;
  useEffect(() => () => live?.parley.socket.stop(), [live]);
  const source = found?.app === app ? (wanted && live) || samples : null;
  return { source, canLive: live !== null, setLive: setWanted };
}

/** A few values side by side, under their name. */
function Choice<V extends string>(props: { label: string; value: V; onChange(value: V): void; options: readonly Segment<V>[] }) {
  return (
    <div className={css.choice}>
      <span className={css.name} aria-hidden="true">
        {props.label}
      </span>
      <Segmented {...props} />
    </div>
  );
}

/** The page: which entry, in which light, language and direction, and what it is about. */
export function DevPage({ input, slots }: { input: DevInput; slots: SlotHost }) {
  const { manifest, parleyUrl } = input;
  const [at, setAt] = useState(() => Number(location.hash.slice(1)) || 0);
  const entry = slots.entries[at] ?? slots.entries[0];
  const app = entry ? appOf(entry) : 'workbench';
  const { source, canLive, setLive } = useSource(app, input);
  const [subject, setSubject] = useState<Subject | null>(null);
  const { choice, setChoice } = useTheme();
  const { locale } = useLocale();
  const [dir, setDir] = useState<Locale['dir'] | null>(null);
  useEffect(() => {
    document.documentElement.dir = dir ?? locale.dir;
  }, [dir, locale]);
  const about = source?.subjects.find(({ conversationId }) => conversationId === subject?.conversationId) ?? source?.subjects[0];
  const inside = `${parleyUrl}/${app}/?ui-override=${manifest.id}@${location.origin}/mf-manifest.json`;
  if (!source) return <SkeletonLines />;
  return (
    <ParleyProvider key={`${app} ${source.live}`} parley={source.parley} session={source.session} slots={slots}>
      <div className={css.page}>
        <nav className={css.side} aria-label="Slots">
          <h1>{manifest.label ?? manifest.id}</h1>
          <p className="meta faint num">{manifest.version}</p>
          {slots.entries.map((each, index) => (
            <a
              key={`${each.slot} ${each.component} ${index}`}
              href={`#${index}`}
              aria-current={each === entry ? 'page' : undefined}
              onClick={() => setAt(index)}
            >
              <span className="cut">{each.label}</span>
              <span className="meta faint cut">{each.slot}</span>
            </a>
          ))}
          <a className={css.inside} href={inside} target="_blank" rel="noopener">
            Show it inside Parley
          </a>
        </nav>
        <main className={css.main}>
          <header className={css.bar}>
            <Choice label="Theme" value={choice} onChange={setChoice} options={themes} />
            <SelectField
              label="Language"
              value={locale.tag}
              onChange={(event) => {
                setDir(null);
                void setLocale(event.target.value);
              }}
              options={locales.map(({ tag, name }) => ({ value: tag, label: name }))}
            />
            <Choice
              label="Direction"
              value={dir ?? locale.dir}
              onChange={(next) => setDir(next)}
              options={[
                { value: 'ltr', label: 'Left to right' },
                { value: 'rtl', label: 'Right to left' },
              ]}
            />
            <Choice
              label="Data"
              value={source.live ? 'live' : 'samples'}
              onChange={(value) => setLive(value === 'live')}
              options={[
                { value: 'live', label: 'Parley', disabled: !canLive },
                { value: 'samples', label: 'Samples' },
              ]}
            />
            {source.live && about && (
              <SelectField
                label="About"
                value={about.conversationId}
                onChange={(event) =>
                  setSubject(source.subjects.find(({ conversationId }) => conversationId === event.target.value) ?? null)
                }
                options={source.subjects.map(({ conversationId, label }) => ({ value: conversationId, label }))}
              />
            )}
          </header>
          {entry && about ? (
            <MemoryRouter key={`${at} ${about.conversationId}`}>
              <Stage entry={entry} subject={about} own={input.own ?? {}} />
            </MemoryRouter>
          ) : (
            <p className="muted">{entry ? 'This Parley has no conversation yet.' : 'package.json names no slots.'}</p>
          )}
        </main>
      </div>
    </ParleyProvider>
  );
}
