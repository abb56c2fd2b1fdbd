import { Icon, Tooltip, formatBytes, useTranslation } from '@parley/plugin-ui';
import { CircleAlert, Download, LoaderCircle } from '@parley/plugin-ui/icons';
import type { FilePart } from '../data/types';
import css from './media.module.css';

/** The letters on a file's tile: its ending, else what its type says. */
export function endingOf(file: Pick<FilePart, 'fileName' | 'mimeType'>): string {
  const ending = /\.([a-z0-9]{1,4})$/i.exec(file.fileName ?? '')?.[1];
  return (
    ending ??
    file.mimeType
      .split('/')
      .at(-1)
      ?.replace(/^x-|^vnd\..*\./, '')
      .slice(0, 4) ??
    'file'
  ).toUpperCase();
}

/** A document: tile, name, size, and a way to save it. */
export function Document({ file }: { file: FilePart }) {
  const { t } = useTranslation('workbench');
  const name = file.fileName ?? t('kind.document');
  const ready = file.state === 'READY' && file.url !== null;
  const about =
    file.state === 'FAILED'
      ? (file.error ?? t('message.fileFailed'))
      : file.state === 'PENDING'
        ? t('message.fileLoading')
        : file.size === null
          ? ''
          : formatBytes(file.size);
  return (
    <span className={css.file}>
      <span className={css.tile} aria-hidden="true">
        {endingOf(file)}
      </span>
      <span className="cut grow">
        {ready ? (
          <a className={css.fileName} href={file.url ?? ''} target="_blank" rel="noopener" dir="auto">
            {name}
          </a>
        ) : (
          <span className={css.fileName} dir="auto">
            {name}
          </span>
        )}
        <span className={file.state === 'FAILED' ? css.fileBad : css.fileAbout}>
          <bdi>{about}</bdi>
        </span>
      </span>
      {ready && (
        <Tooltip label={t('message.saveAs')}>
          <a className={css.save} href={file.url ?? ''} download={file.fileName ?? true} aria-label={t('message.saveAs')}>
            <Icon of={Download} />
          </a>
        </Tooltip>
      )}
      {!ready && (
        <Icon of={file.state === 'FAILED' ? CircleAlert : LoaderCircle} className={file.state === 'FAILED' ? (css.bad ?? '') : 'pulse'} />
      )}
    </span>
  );
}
