import { formatTimer, useTranslation } from '@parley/plugin-ui';
import { Pause, Play } from '@parley/plugin-ui/icons';
import { useRef, useState } from 'react';
import css from './bubble.module.css';

const BARS = 28;

/** Heights that look like speech, always the same for the same id. */
const heights = (id: string): number[] => {
  let state = [...id].reduce((sum, char) => (sum * 31 + char.charCodeAt(0)) >>> 0, 7);
  return Array.from({ length: BARS }, (_, i) => {
    state = (state * 1664525 + 1013904223) >>> 0;
    return 4 + (state / 2 ** 32) * 16 * (0.5 + 0.5 * Math.abs(Math.sin(i / 4)));
  });
};

/** A recorded message: play, wave, length. */
export function Voice({ id, src }: { id: string; src: string }) {
  const { t } = useTranslation('simulator');
  const audio = useRef<HTMLAudioElement>(null);
  const [playing, setPlaying] = useState(false);
  const [at, setAt] = useState(0);
  const [length, setLength] = useState(0);
  const toggle = () => {
    if (playing) audio.current?.pause();
    else void audio.current?.play();
  };
  return (
    <div className={css.voice}>
      <audio
        ref={audio}
        src={src}
        preload="metadata"
        onLoadedMetadata={(event) => setLength(Number.isFinite(event.currentTarget.duration) ? event.currentTarget.duration : 0)}
        onTimeUpdate={(event) => setAt(event.currentTarget.currentTime)}
        onPlay={() => setPlaying(true)}
        onPause={() => setPlaying(false)}
        onEnded={() => setAt(0)}
      />
      <button type="button" className={css.play} aria-label={t(playing ? 'phone.pause' : 'phone.play')} onClick={toggle}>
        {playing ? <Pause size={14} /> : <Play size={14} />}
      </button>
      <svg className={css.wave} viewBox="0 0 112 28" aria-hidden="true">
        {heights(id).map((height, i) => (
          <rect
            key={i}
            className={length > 0 && i / BARS < at / length ? css.on : undefined}
            x={i * 4}
            y={14 - height / 2}
            width="2"
            height={height}
            rx="1"
          />
        ))}
      </svg>
      <span className="meta num muted">{formatTimer((playing ? at : length) * 1000)}</span>
    </div>
  );
}
