import { UserRound } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { PresenceStatus } from '../session/session';
import { cx } from './cx';
import { hueOf, initialsOf } from './initials';
import css from './people.module.css';

/** What {@link PresenceDot} takes. */
export interface PresenceDotProps {
  status: PresenceStatus;
  /** Writes the word beside the dot; otherwise it is said to screen readers and on hover. */
  word?: boolean;
  className?: string;
}

/** Somebody's presence: a colour, a shape (bar, moon, ring) and a word. */
export function PresenceDot({ status, word, className }: PresenceDotProps) {
  const { t } = useTranslation('kit');
  const name = t(`presence.${status}`);
  if (word)
    return (
      <span className={cx(css.word, className)}>
        <span className={cx(css.dot, css[status])} aria-hidden="true" />
        {name}
      </span>
    );
  return <span className={cx(css.dot, css[status], className)} role="img" aria-label={name} title={name} />;
}

const channelNames: Record<string, string> = { whatsapp: 'WhatsApp', webchat: 'Web chat', simulator: 'Simulator' };
const bubble =
  'M2.992 16.342a2 2 0 0 1 .094 1.167l-1.065 3.29a1 1 0 0 0 1.236 1.168l3.413-.998a2 2 0 0 1 1.099.092 10 10 0 1 0-4.777-4.719';
const handset =
  'M13.832 16.568a1 1 0 0 0 1.213-.303l.355-.465A2 2 0 0 1 17 15h3a2 2 0 0 1 2 2v3a2 2 0 0 1-2 2A18 18 0 0 1 2 4a2 2 0 0 1 2-2h3a2 2 0 0 1 2 2v3a2 2 0 0 1-.8 1.6l-.468.351a1 1 0 0 0-.292 1.233 14 14 0 0 0 6.392 6.384';

/** Which channel something came over; on the corner of an avatar, or `flat` in a line. */
export function ChannelBadge({ channel, flat }: { channel: string; flat?: boolean }) {
  const name = channelNames[channel] ?? channel;
  return (
    <span className={cx(css.chan, channel === 'whatsapp' && css.whatsapp, flat && css.flat)} title={name} role="img" aria-label={name}>
      <svg viewBox="0 0 24 24" aria-hidden="true">
        <path className={css.b} d={bubble} />
        {channel === 'whatsapp' && <path className={css.p} d={handset} transform="translate(6.6 6.4) scale(.46)" />}
      </svg>
    </span>
  );
}

/** What {@link Avatar} takes. */
export interface AvatarProps {
  name: string;
  /** Decides the colour, always the same one; `hue` (1–8, for example `contact.avatarHue`) wins. */
  id?: string;
  hue?: number;
  src?: string | null;
  /** xs 20 · s 28 · m 36 (the default) · l 56 pixels */
  size?: 'xs' | 's' | 'm' | 'l';
  channel?: string;
  presence?: PresenceStatus;
  className?: string;
}

/** A person: the picture, else initials of any script, else a figure. Decoration: the name stands beside it. */
export function Avatar({ name, id, hue, src, size = 'm', channel, presence, className }: AvatarProps) {
  const initials = initialsOf(name);
  const ground = hue === undefined ? hueOf(id ?? name) : ((((hue - 1) % 8) + 8) % 8) + 1;
  const figure = { xs: 12, s: 16, m: 18, l: 28 }[size];
  return (
    <span className={cx(css.av, size !== 'm' && css[size], (src || initials) && css[`h${ground}`], className)}>
      {src ? (
        <img className={css.face} src={src} alt="" />
      ) : initials ? (
        <span aria-hidden="true">{initials}</span>
      ) : (
        <UserRound size={figure} aria-hidden="true" />
      )}
      {presence && <PresenceDot status={presence} />}
      {channel && <ChannelBadge channel={channel} />}
    </span>
  );
}
