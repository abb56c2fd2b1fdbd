import { useQuery } from '@apollo/client/react';
import { cx, useDebouncedValue, useTranslation } from '@parley/plugin-ui';
import { useEffect, useId, useRef, useState, type KeyboardEvent } from 'react';
import { QuickRepliesDocument, type QuickRepliesQuery } from '../gql/generated';
import css from './quick-replies.module.css';

type QuickReply = QuickRepliesQuery['quickReplies'][number]['quickReplies'][number] & { from: string };

/** What {@link useQuickReplies} takes. */
export interface QuickRepliesOptions {
  conversationId: string;
  /** What is in the box: `/` at its start asks for quick replies. */
  text: string;
  /** The chosen answer. `replaces`: it stands for all that is in the box, else it goes where the cursor is. */
  onPick(text: string, replaces: boolean): void;
}

/**
 * Quick replies for the box: `/` at its start, or a button, opens the list above it. The arrows move, Enter takes, Escape closes;
 * the cursor stays in the box.
 */
export function useQuickReplies({ conversationId, text, onPick }: QuickRepliesOptions) {
  const { t } = useTranslation('workbench');
  const listId = useId();
  const slash = text.startsWith('/') && !text.includes('\n');
  const [focused, setFocused] = useState(false);
  const [asked, setAsked] = useState(false);
  const [dismissed, setDismissed] = useState(false);
  const [at, setAt] = useState(0);
  const [search] = useDebouncedValue(slash ? text.slice(1).trim() : '', 150);
  const { data, previousData } = useQuery(QuickRepliesDocument, { variables: { conversationId, search } });
  const active = useRef<HTMLLIElement>(null);

  const groups = (data ?? previousData)?.quickReplies ?? [];
  const several = groups.length > 1;
  const found = groups.flatMap(({ label, quickReplies }): QuickReply[] =>
    quickReplies.map((reply) => ({ ...reply, from: several ? label : '' })),
  );
  const offered = groups.length > 0;
  const open = offered && focused && (asked || (slash && !dismissed));
  const chosen = found[Math.min(at, found.length - 1)];
  useEffect(() => setAt(0), [search, open]);
  useEffect(() => {
    if (!slash) setDismissed(false);
  }, [slash]);
  // newer browsers answer with a promise, which is no clean-up
  useEffect(() => void active.current?.scrollIntoView({ block: 'nearest' }), [at]);

  const close = () => {
    setAsked(false);
    setDismissed(true);
  };
  const pick = (reply: QuickReply) => {
    close();
    onPick(reply.text, slash);
  };
  /** @returns true: the key was for the list */
  const onKeyDown = (event: KeyboardEvent): boolean => {
    if (!open) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && found.length > 0) setAt((Math.min(at, found.length - 1) + step + found.length) % found.length);
    else if (event.key === 'Escape') close();
    else if ((event.key === 'Enter' || event.key === 'Tab') && !event.shiftKey && chosen) pick(chosen);
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  };

  return {
    /** Does any plugin offer some? */
    offered,
    open,
    toggle: () => (open ? close() : setAsked(true)),
    /** Something was written: a list that the button opened closes. */
    written: () => setAsked(false),
    onKeyDown,
    /** For the box. */
    wiring: {
      onFocus: () => setFocused(true),
      onBlur: () => {
        setFocused(false);
        setAsked(false);
      },
      'aria-autocomplete': offered ? ('list' as const) : undefined,
      'aria-controls': open ? listId : undefined,
      'aria-activedescendant': open && chosen ? `${listId}-${found.indexOf(chosen)}` : undefined,
    },
    list: open && (
      <div className={css.pop}>
        {found.length === 0 ? (
          <p className={css.none} role="status">
            {t('composer.quickNone', { search })}
          </p>
        ) : (
          <ul id={listId} role="listbox" aria-label={t('composer.quick')} className={css.list}>
            {found.map((reply, index) => (
              <li
                key={reply.id}
                id={`${listId}-${index}`}
                ref={reply === chosen ? active : null}
                role="option"
                aria-selected={reply === chosen}
                className={cx(css.option, reply === chosen && css.chosen)}
                onPointerMove={() => setAt(index)}
                // the box keeps the cursor
                onMouseDown={(event) => event.preventDefault()}
                onClick={() => pick(reply)}
              >
                <span className={css.head}>
                  <b dir="auto">{reply.title}</b>
                  {reply.shortcut && <kbd className={css.shortcut}>/{reply.shortcut}</kbd>}
                  {reply.from && <span className="meta muted">{reply.from}</span>}
                </span>
                <span className={css.text} dir="auto">
                  {reply.text}
                </span>
              </li>
            ))}
          </ul>
        )}
        <p className={css.keys} aria-hidden="true">
          <kbd>↑</kbd>
          <kbd>↓</kbd> {t('composer.quickChoose')} <kbd>Enter</kbd> {t('composer.quickInsert')} <kbd>Esc</kbd> {t('composer.quickClose')}
        </p>
      </div>
    ),
  };
}
