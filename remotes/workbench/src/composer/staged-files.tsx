import { Icon, IconButton, formatBytes, useTranslation } from '@parley/plugin-ui';
import { X } from '@parley/plugin-ui/icons';
import { endingOf } from '../message/document';
import css from './composer.module.css';
import type { Staged } from './uploads';

/** The files that go with the next message: a small picture or a tile, how far it is, what went wrong. */
export function StagedFiles({ files, onRemove }: { files: readonly Staged[]; onRemove(key: string): void }) {
  const { t } = useTranslation('workbench');
  return (
    <ul className={css.files} aria-label={t('composer.files')}>
      {files.map((file) => (
        <li key={file.key} className={css.fileRow} data-state={file.error ? 'failed' : file.part ? 'ready' : 'uploading'}>
          {file.preview && file.type.startsWith('image/') ? (
            <img className={css.thumb} src={file.preview} alt="" />
          ) : file.preview ? (
            <video className={css.thumb} src={file.preview} muted />
          ) : (
            <span className={css.tile} aria-hidden="true">
              {endingOf({ fileName: file.name, mimeType: file.type || 'file' })}
            </span>
          )}
          <span className="cut grow">
            <span className={css.fileName} dir="auto">
              {file.name}
            </span>
            {file.error ? (
              <span className={css.fileError} role="alert">
                {file.error}
              </span>
            ) : (
              <span className={css.fileAbout}>
                {file.part ? formatBytes(file.size) : t('composer.uploading', { percent: Math.round(file.progress * 100) })}
              </span>
            )}
            {!file.part && !file.error && <progress className={css.bar} max={1} value={file.progress} aria-label={file.name} />}
          </span>
          <IconButton icon={X} iconSize="s" label={t('composer.dropFile', { name: file.name })} onClick={() => onRemove(file.key)} />
        </li>
      ))}
    </ul>
  );
}

/** The message that will be quoted. */
export function ReplyTo({ who, text, onDrop }: { who: string; text: string; onDrop(): void }) {
  const { t } = useTranslation('workbench');
  return (
    <div className={css.reply}>
      <span className="cut grow">
        <b dir="auto">{t('composer.replyingTo', { name: who })}</b>
        <span className="cut" dir="auto">
          {text}
        </span>
      </span>
      <IconButton icon={X} iconSize="s" label={t('composer.dropReply')} onClick={onDrop} />
    </div>
  );
}

/** A line with an icon, for a composer in which nothing can be written. */
export function ShutLine({
  icon,
  children,
  action,
}: {
  icon: Parameters<typeof Icon>[0]['of'];
  children: string;
  action?: React.ReactNode;
}) {
  return (
    <div className={`${css.box} ${css.shut}`}>
      <div className={css.shutLine}>
        <Icon of={icon} />
        <span className="grow" role="status">
          {children}
        </span>
        {action}
      </div>
    </div>
  );
}
