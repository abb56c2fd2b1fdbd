import { Icon, useTranslation } from '@parley/plugin-ui';
import { CheckCheck } from '@parley/plugin-ui/icons';
import { useId } from 'react';
import css from './sign-in.module.css';

const hair = {
  short: 'M11.4 17c-.6-5.4 2-9 6.6-9s7.2 3.6 6.6 9c-.8-3-1.6-4.4-3-5.4-2 1.2-5.4 1.4-7.4.8-1.4.9-2.1 2.2-2.8 4.6z',
  long: 'M9.5 17c0-6 3.4-9.6 8.5-9.6s8.5 3.6 8.5 9.6c0 4 .6 7.4 1.6 9.8H7.9c1-2.4 1.6-5.8 1.6-9.8z',
};

interface Person {
  ground: string;
  shirt: string;
  skin: string;
  hair: string;
  long?: boolean;
}
const people: Record<'diego' | 'ana' | 'yuki' | 'ben', Person> = {
  diego: { ground: '#E6E1F3', shirt: '#D08A2E', skin: '#D49B72', hair: '#23160F' },
  ana: { ground: '#D8E4F6', shirt: '#3E6BB5', skin: '#E9B48F', hair: '#3B2417', long: true },
  yuki: { ground: '#E3EEF2', shirt: '#C4586D', skin: '#F0C9A9', hair: '#1B1714', long: true },
  ben: { ground: '#DCEBDD', shirt: '#37806B', skin: '#6B432B', hair: '#1C1310' },
};

function Face({ of: person }: { of: Person }) {
  const clip = useId();
  return (
    <svg className={css.face} viewBox="0 0 36 36" aria-hidden="true">
      <clipPath id={clip}>
        <circle cx="18" cy="18" r="18" />
      </clipPath>
      <g clipPath={`url(#${clip})`}>
        <path fill={person.ground} d="M0 0h36v36H0z" />
        {person.long && <path fill={person.hair} d={hair.long} />}
        <path fill={person.shirt} d="M5 38c0-7.4 5.2-11 13-11s13 3.6 13 11z" />
        <path fill={person.skin} d="M14.6 22h6.8v5.2c0 2-1.5 3.2-3.4 3.2s-3.4-1.2-3.4-3.2z" />
        <ellipse cx="18" cy="17.4" rx="6.1" ry="7.2" fill={person.skin} />
        <path fill={person.hair} d={hair.short} />
      </g>
    </svg>
  );
}

const Line = ({ who, us, text }: { who: Person; us?: boolean; text: string }) => (
  <div className={us ? `${css.line} ${css.us}` : css.line}>
    <Face of={who} />
    <div className={css.bubble} dir="auto">
      {text}
    </div>
  </div>
);
const Under = ({ time, word }: { time: string; word: string }) => (
  <div className={css.under}>
    {time} · <Icon of={CheckCheck} size="xs" /> {word}
  </div>
);

/** The picture beside the form: two conversations, as the workbench would show them. Decoration only. */
export function Scene() {
  const { t } = useTranslation('shell');
  return (
    <aside className={css.show} aria-hidden="true">
      <div className={css.scene}>
        <Line who={people.diego} text="¿Llega hoy mi mesa? Puedo estar en casa desde las 17." />
        <Line us who={people.ana} text="Sí, Diego. Pasamos entre las 17 y las 18." />
        <Under time="17:02" word="read" />
        <Line who={people.yuki} text="引き取りは土曜日でお願いします。" />
        <Line us who={people.ben} text="土曜日の午前中に伺います。" />
        <Under time="17:04" word="delivered" />
        <p className={css.say}>{t('say')}</p>
      </div>
    </aside>
  );
}
