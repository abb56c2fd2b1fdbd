import { Icon, IconButton, formatBytes, formatTimer, useTranslation } from '@parley/plugin-ui';
import { Download, FileWarning, LoaderCircle } from '@parley/plugin-ui/icons';
import css from './bubble.module.css';
import type { ChatMessage } from './content';

type Attachment = ChatMessage['attachments'][number];

const extension = (file: Attachment) =>
  (/\.([a-z0-9]{1,4})$/i.exec(file.fileName ?? '')?.[1] ?? file.mimeType.split('/').at(-1)?.slice(0, 4) ?? '').toUpperCase();
const ratioOf = ({ width, height }: Attachment) => (width && height ? `${width} / ${height}` : '16 / 10');

/** A file of a message in the size it will have: on its way, lost, or there. */
function File({ file, kind }: { file: Attachment; kind: string }) {
  const { t } = useTranslation('admin');
  const name = file.fileName ?? t(`kind.${kind}`, { defaultValue: t('kind.document') });
  if (file.state === 'FAILED')
    return (
      <p className={css.lostFile}>
        <Icon of={FileWarning} size="s" />
        <span>
          {t('message.fileLost', { name })}
          {file.error && <span className="meta"> {file.error}</span>}
        </span>
      </p>
    );
  if (file.state === 'PENDING' || !file.url)
    return (
      <p className={css.lostFile}>
        <Icon of={LoaderCircle} size="s" />
        {t('message.fileComing', { name })}
      </p>
    );
  if (kind === 'image')
    return (
      <a className={css.frame} style={{ aspectRatio: ratioOf(file) }} href={file.url} target="_blank" rel="noopener">
        <img src={file.thumbnailUrl ?? file.url} alt={t('message.photo')} loading="lazy" />
      </a>
    );
  if (kind === 'sticker') return <img className={css.sticker} src={file.url} alt={t('kind.sticker')} loading="lazy" />;
  if (kind === 'video')
    return (
      <video
        className={css.frame}
        style={{ aspectRatio: ratioOf(file) }}
        src={file.url}
        poster={file.thumbnailUrl ?? undefined}
        controls
        preload="none"
        aria-label={t('kind.video')}
      />
    );
  if (kind === 'audio' || kind === 'voice') {
    return (
      <span className={css.sound}>
        <audio src={file.url} controls preload="metadata" aria-label={t(`kind.${kind}`)} />
        {file.durationSeconds !== null && <span className="num meta">{formatTimer(file.durationSeconds * 1_000)}</span>}
      </span>
    );
  }
  const { url } = file;
  return (
    <span className={css.file}>
      <span className={css.fileIcon} aria-hidden="true">
        {extension(file)}
      </span>
      <span className="grow">
        <span className="cut medium second" title={name} dir="auto">
          {name}
        </span>
        {file.size !== null && <span className="meta muted num">{formatBytes(file.size)}</span>}
      </span>
      <IconButton icon={Download} label={t('message.download', { name })} onClick={() => window.open(url, '_blank', 'noopener')} />
    </span>
  );
}

/** The files of a message; one whose file never came still says what it was. */
export function Attachments({ message }: { message: ChatMessage }) {
  const { t } = useTranslation('admin');
  if (message.attachments.length === 0) return <p className={css.unknown}>{t(`kind.${message.kind}`)}</p>;
  return message.attachments.map((file) => <File key={file.id} file={file} kind={message.kind} />);
}
