import { Icon, formatTimer, useTranslation } from '@parley/plugin-ui';
import { Pause, Play } from '@parley/plugin-ui/icons';
import { useEffect, useRef, useState, type KeyboardEvent, type MouseEvent } from 'react';
import type { FilePart } from '../data/types';
import { FrameState } from './picture';
import css from './media.module.css';
import { useWave } from './wave';

const speeds = [1, 1.5, 2] as const;
/** Only one plays at a time. */
let playing: HTMLAudioElement | null = null;

/** A voice message or another sound: play, a wave to jump in, its length, and how fast. */
export function Sound({ file }: { file: FilePart }) {
  const { t } = useTranslation('workbench');
  const audio = useRef<HTMLAudioElement>(null);
  const [on, setOn] = useState(false);
  const [at, setAt] = useState(0);
  const [length, setLength] = useState(file.durationSeconds ?? 0);
  const [speed, setSpeed] = useState<(typeof speeds)[number]>(1);
  const { bars, load } = useWave(file);
  useEffect(() => {
    if (audio.current) audio.current.playbackRate = speed;
  }, [speed, on]);
  if (file.state !== 'READY' || !file.url) return <FrameState file={file} />;

  const toggle = () => {
    const own = audio.current;
    if (!own) return;
    if (!own.paused) {
      own.pause();
      return;
    }
    if (playing && playing !== own) playing.pause();
    playing = own;
    load();
    void own.play().catch(() => setOn(false));
  };
  const jump = (part: number) => {
    const own = audio.current;
    if (!own || !length) return;
    own.currentTime = Math.min(length, Math.max(0, part * length));
    setAt(own.currentTime);
  };
  const click = (event: MouseEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const part = (event.clientX - box.left) / box.width;
    jump(document.documentElement.dir === 'rtl' ? 1 - part : part);
  };
  const keys = (event: KeyboardEvent) => {
    const step = { ArrowRight: 5, ArrowUp: 5, ArrowLeft: -5, ArrowDown: -5 }[event.key];
    if (step === undefined || !length) return;
    event.preventDefault();
    jump((at + step) / length);
  };
  const part = length > 0 ? at / length : 0;
  const said = formatTimer(length * 1000);
  const label = on ? t('message.pause') : t(file.voice ? 'message.playVoice' : 'message.playAudio', { length: said });
  return (
    <div className={css.sound}>
      <audio
        ref={audio}
        src={file.url}
        preload={file.durationSeconds ? 'none' : 'metadata'}
        onPlay={() => setOn(true)}
        onPause={() => setOn(false)}
        onEnded={() => setAt(0)}
        onTimeUpdate={(event) => setAt(event.currentTarget.currentTime)}
        onLoadedMetadata={(event) => {
          if (Number.isFinite(event.currentTarget.duration)) setLength(event.currentTarget.duration);
        }}
      />
      <button type="button" className={css.play} aria-label={label} onClick={toggle}>
        <Icon of={on ? Pause : Play} size="xs" />
      </button>
      <span
        className={css.wave}
        role="slider"
        tabIndex={0}
        aria-label={t('message.position')}
        aria-valuemin={0}
        aria-valuemax={Math.round(length)}
        aria-valuenow={Math.round(at)}
        aria-valuetext={formatTimer(at * 1000)}
        onClick={click}
        onKeyDown={keys}
      >
        <svg viewBox="0 0 168 28" preserveAspectRatio="none" aria-hidden="true">
          {bars.map((height, index) => (
            <rect
              key={index}
              className={(index + 0.5) / bars.length <= part ? (css.played ?? '') : ''}
              x={index * 4 + 1}
              width="2"
              rx="1"
              y={14 - height * 13}
              height={Math.max(2, height * 26)}
            />
          ))}
        </svg>
      </span>
      <span className={css.length}>{formatTimer((on || at > 0 ? at : length) * 1000)}</span>
      <button
        type="button"
        className={css.speed}
        aria-label={`${t('message.speed')}: ${speed}×`}
        onClick={() => setSpeed(speeds[(speeds.indexOf(speed) + 1) % speeds.length] ?? 1)}
      >
        <bdi>{speed}×</bdi>
      </button>
    </div>
  );
}
