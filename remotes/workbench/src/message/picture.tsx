import { Icon, IconButton, Portal, useTranslation } from '@parley/plugin-ui';
import { Download, ImageOff, LoaderCircle, X } from '@parley/plugin-ui/icons';
import { useEffect, useRef, useState, type CSSProperties } from 'react';
import type { FilePart } from '../data/types';
import css from './media.module.css';

/** What stands in a frame until the file is there, or when it cannot be fetched. */
export function FrameState({ file }: { file: FilePart }) {
  const { t } = useTranslation('workbench');
  const failed = file.state === 'FAILED';
  return (
    <span className={css.state} role={failed ? 'alert' : 'status'}>
      <Icon of={failed ? ImageOff : LoaderCircle} size="l" className={failed ? (css.bad ?? '') : 'pulse'} />
      <span>{failed ? (file.error ?? t('message.fileFailed')) : t('message.fileLoading')}</span>
    </span>
  );
}

/** The ratio of a picture before it is loaded; 16:10 when the channel did not tell. Very long or wide ones are cropped in the bubble. */
export function ratioOf(file: FilePart): CSSProperties {
  const ratio = file.width && file.height ? Math.min(2.4, Math.max(0.66, file.width / file.height)) : 1.6;
  return { '--ratio': String(ratio) } as CSSProperties;
}

/** A picture over the whole page. Escape or a click beside it closes. */
export function Lightbox({ file, name, onClose }: { file: FilePart; name: string; onClose(): void }) {
  const { t } = useTranslation('workbench');
  const tools = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const before = document.activeElement as HTMLElement | null;
    const reach = () => [...(tools.current?.querySelectorAll<HTMLElement>('a, button') ?? [])];
    reach().at(-1)?.focus();
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape') {
        event.stopPropagation();
        onClose();
      }
      if (event.key !== 'Tab') return;
      event.preventDefault();
      const all = reach();
      all[(all.indexOf(document.activeElement as HTMLElement) + (event.shiftKey ? all.length - 1 : 1)) % all.length]?.focus();
    };
    window.addEventListener('keydown', onKey, true);
    return () => {
      window.removeEventListener('keydown', onKey, true);
      before?.focus();
    };
  }, [onClose]);
  return (
    <Portal>
      <div className={css.lightbox} role="dialog" aria-modal="true" aria-label={name} onClick={onClose}>
        <img src={file.url ?? ''} alt={name} onClick={(event) => event.stopPropagation()} />
        <span ref={tools} className={css.lightTools} onClick={(event) => event.stopPropagation()}>
          <a
            href={file.url ?? ''}
            download={file.fileName ?? true}
            className={css.lightLink}
            aria-label={t('message.saveAs')}
            title={t('message.saveAs')}
          >
            <Icon of={Download} />
          </a>
          <IconButton icon={X} label={t('cancel')} onClick={onClose} />
        </span>
      </div>
    </Portal>
  );
}

/** A picture in its ratio; a click shows it whole. */
export function Picture({ file, from }: { file: FilePart; from: string }) {
  const { t } = useTranslation('workbench');
  const [large, setLarge] = useState(false);
  const [broken, setBroken] = useState(false);
  const name = t('message.photoFrom', { name: from });
  if (file.state !== 'READY' || !file.url || broken)
    return (
      <span className={css.frame} style={ratioOf(file)}>
        <FrameState file={broken ? { ...file, state: 'FAILED' } : file} />
      </span>
    );
  return (
    <>
      <button type="button" className={css.frame} style={ratioOf(file)} aria-label={t('message.openPhoto')} onClick={() => setLarge(true)}>
        <img src={file.thumbnailUrl ?? file.url} alt={name} loading="lazy" decoding="async" onError={() => setBroken(true)} />
      </button>
      {large && <Lightbox file={file} name={name} onClose={() => setLarge(false)} />}
    </>
  );
}

/** A sticker: without a bubble's frame, 144 pixels, moving if it moves. */
export function Sticker({ file }: { file: FilePart }) {
  const { t } = useTranslation('workbench');
  if (file.state !== 'READY' || !file.url)
    return (
      <span className={css.sticker}>
        <FrameState file={file} />
      </span>
    );
  return <img className={css.sticker} src={file.url} alt={t('kind.sticker')} width={144} height={144} />;
}

/** A video in its ratio, with the browser's own controls. */
export function Film({ file }: { file: FilePart }) {
  const { t } = useTranslation('workbench');
  if (file.state !== 'READY' || !file.url)
    return (
      <span className={css.frame} style={ratioOf(file)}>
        <FrameState file={file} />
      </span>
    );
  return (
    <video
      className={css.frame}
      style={ratioOf(file)}
      src={file.url}
      poster={file.thumbnailUrl ?? undefined}
      controls
      preload="metadata"
      aria-label={file.fileName ?? t('kind.video')}
    />
  );
}
