import { useFragment } from '@apollo/client/react';
import { cx, toast, useHotkeyList, useHotkeys, useMediaQuery, useTranslation, type Hotkey } from '@parley/plugin-ui';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { Route, Routes, useMatch, useNavigate } from 'react-router';
import { ChatLoading, NothingOpen } from './chat/chat-states';
import chatCss from './chat/chat.module.css';
import { useKnock, useTitle } from './data/attention';
import { useLive } from './data/live';
import { personalStore, useStore } from './data/local';
import { useOutboxSender } from './data/outbox-sender';
import { useOwnPresence } from './data/presence';
import type { Card } from './data/types';
import { ConversationCardFragmentDoc } from './gql/generated';
import { ConversationList, type View } from './list/list';
import { useList } from './list/use-list';
import { later } from './later';
import { LostBanner } from './presence/lost-banner';
import { Rail } from './rail/rail';
import { SlotPage } from './slots/slot-page';
import css from './workbench.module.css';

// The first screen is rail and list: what an open conversation needs comes after them.
const chat = later(async () => (await import('./chat/chat')).Chat);
const contactPanel = later(async () => (await import('./contact/contact-panel')).ContactPanel);
const contactDrawer = later(async () => (await import('./contact/contact-panel')).ContactDrawer);
const keysDialog = later(async () => (await import('./dialogs/keys-dialog')).KeysDialog);
/** Once the first screen stands the code of chats is fetched, milliseconds: nobody waits for it at the first click. */
const SOON = 1_500;

const NOBODY: readonly Card[] = [];

/** The agents' screen: rail, list, chat, contact. */
export function Workbench() {
  const { t } = useTranslation('workbench');
  const navigate = useNavigate();
  const openId = useMatch('/c/:id')?.params.id ?? null;
  const railPage = useMatch('/p/:plugin/:path/*');
  const settingsPage = useMatch('/settings/:plugin/:path/*');
  const elsewhere = (railPage ?? settingsPage) !== null;
  const presence = useOwnPresence();
  const mine = useList('mine', '');
  const [view, setView] = useState<View>('mine');
  const [order, setOrder] = useState<readonly Card[]>(NOBODY);
  const [settings, setSettings] = useState(false);
  const [keysOpen, setKeysOpen] = useState(false);
  const [sheet, setSheet] = useState(false);
  const [stir, setStir] = useState(0);
  const searchBox = useRef<HTMLInputElement>(null);
  const panelStore = personalStore<boolean>('panel', 'screen', true);
  const panel = useStore(panelStore);
  const wide = useMediaQuery('(min-width: 1200px)') ?? true;
  const narrow = useMediaQuery('(max-width: 719px)') ?? false;

  const ready = !mine.loading;
  useEffect(() => {
    if (!ready) return;
    const timer = setTimeout(() => {
      for (const each of [chat, contactPanel, contactDrawer, keysDialog]) each.prepare();
    }, SOON);
    return () => clearTimeout(timer);
  }, [ready]);
  const stored = useFragment({
    fragment: ConversationCardFragmentDoc,
    fragmentName: 'ConversationCard',
    from: openId ? { __typename: 'Conversation', id: openId } : null,
  });
  const openCard = openId && stored.complete ? (stored.data as Card) : null;
  useEffect(() => setSheet(false), [openId]);

  const open = useCallback(
    (id: string) => {
      void navigate(`/c/${id}`);
    },
    [navigate],
  );
  const onKnock = useKnock(openId, open);
  const stirTimer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const onChange = useCallback(() => {
    clearTimeout(stirTimer.current);
    stirTimer.current = setTimeout(() => setStir((count) => count + 1), 800);
  }, []);
  const onGone = useCallback(
    (id: string) => {
      if (id !== openId) return;
      toast({ title: t('chat.left', { name: openCard?.contact.name ?? t('somebody') }) });
      void navigate('/');
    },
    [openId, openCard, navigate, t],
  );
  useLive({ onKnock, onGone, onChange });
  useOutboxSender();
  useTitle(mine.cards, openCard);
  const unread = mine.cards.filter((card) => card.unreadCount > 0 && card.id !== openId).length;

  const step = (by: number) => {
    const at = order.findIndex((card) => card.id === openId);
    const next = order[at < 0 ? (by > 0 ? 0 : order.length - 1) : Math.min(order.length - 1, Math.max(0, at + by))];
    if (next && next.id !== openId) open(next.id);
  };
  const longest =
    mine.cards
      .filter((card) => card.pendingSince !== null && card.id !== openId)
      .sort((a, b) => ((a.pendingSince ?? '') < (b.pendingSince ?? '') ? -1 : 1))[0] ?? null;
  /** After closing: the next open one below, else above, else none. */
  const onClosed = (id: string) => {
    const active = order.filter((card) => card.status !== 'CLOSED' || card.id === id);
    const at = active.findIndex((card) => card.id === id);
    const next = active[at + 1] ?? active[at - 1];
    void navigate(next ? `/c/${next.id}` : '/');
  };

  const groups = { inbox: t('keys.inbox'), everywhere: t('keys.everywhere') };
  const keys: Hotkey[] = [
    { keys: 'j', label: t('keys.next'), group: groups.inbox, run: () => step(1) },
    { keys: 'k', label: t('keys.previous'), group: groups.inbox, run: () => step(-1) },
    {
      keys: 'n',
      label: t('keys.longest'),
      group: groups.inbox,
      run: () => {
        if (longest) open(longest.id);
      },
    },
    { keys: '/', label: t('keys.search'), group: groups.inbox, run: () => searchBox.current?.focus() },
    { keys: 'g i', label: t('keys.goInbox'), group: groups.everywhere, run: () => void navigate('/') },
    { keys: 'g s', label: t('keys.goSettings'), group: groups.everywhere, run: () => setSettings(true) },
    {
      keys: 'escape',
      label: t('keys.back'),
      group: groups.everywhere,
      run: () => {
        const at = document.activeElement;
        if (at instanceof HTMLElement && at !== document.body && /^(INPUT|TEXTAREA)$/.test(at.tagName)) at.blur();
        else if (narrow && openId) void navigate('/');
      },
    },
    { keys: '?', label: t('keys.all'), group: groups.everywhere, run: () => setKeysOpen(true) },
  ];
  useHotkeys(keys);
  const bound = useHotkeyList();
  const lines = useMemo(
    () => [
      ...bound.map(({ keys: each, label, group }) => ({ keys: each, label, group: group ?? t('keys.everywhere') })),
      ...(openId ? [{ keys: 'enter', label: t('keys.reply'), group: t('keys.chat') }] : []),
      { keys: 'enter', label: t('keys.send'), group: t('keys.composer') },
      { keys: 'shift+enter', label: t('keys.newLine'), group: t('keys.composer') },
    ],
    [bound, openId, t],
  );

  const showPanel = panel && wide && openCard !== null;
  return (
    <div className={cx(css.app, showPanel && css.four)} data-view={elsewhere ? 'page' : openId ? 'chat' : 'list'}>
      <a
        className={css.skip}
        href="#chat"
        onClick={(event) => {
          event.preventDefault();
          document.getElementById('chat')?.focus();
        }}
      >
        {t('skip')}
      </a>
      <Rail
        presence={presence}
        unread={unread}
        elsewhere={elsewhere}
        settingsOpen={settings}
        onSettings={setSettings}
        onKeys={() => setKeysOpen(true)}
      />
      {elsewhere ? (
        <main className={css.page} id="chat" tabIndex={-1}>
          <LostBanner count={mine.cards.length} />
          <Routes>
            <Route path="/p/:plugin/:path/*" element={<SlotPage slot="workbench.rail.entry" />} />
            <Route path="/settings/:plugin/:path/*" element={<SlotPage slot="workbench.settings.page" />} />
          </Routes>
        </main>
      ) : (
        <>
          <ConversationList
            presence={presence}
            openId={openId}
            view={view}
            onView={setView}
            searchBox={searchBox}
            onOrder={setOrder}
            stir={stir}
          />
          <main className={chatCss.chat} id="chat" tabIndex={-1} aria-label={t('chat.label')} data-column="chat">
            <LostBanner count={mine.cards.length} />
            {openId ? (
              <chat.Part
                until={<ChatLoading />}
                id={openId}
                panel={wide ? panel : sheet}
                onPanel={() => (wide ? panelStore.set(!panel) : setSheet(true))}
                onBack={() => void navigate('/')}
                onClosed={onClosed}
                onNext={longest ? () => open(longest.id) : null}
              />
            ) : (
              <NothingOpen any={mine.cards.length > 0} />
            )}
          </main>
          {showPanel && <contactPanel.Part card={openCard} />}
          {openCard && !wide && <contactDrawer.Part card={openCard} open={sheet} onClose={() => setSheet(false)} />}
        </>
      )}
      {keysOpen && <keysDialog.Part open onClose={() => setKeysOpen(false)} lines={lines} />}
    </div>
  );
}
