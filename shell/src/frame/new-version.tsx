import { Banner, Button, IconButton, useTranslation } from '@parley/plugin-ui';
import { Sparkles, X } from '@parley/plugin-ui/icons';
import { useState } from 'react';
import css from './frame.module.css';

/**
 * Says that another build of something this page runs is active now. Nothing is swapped under a person's hands: they reload when it suits
 * them. Put away, it comes back with the next change.
 * @param newer names the builds that are active now
 */
export function NewVersion({ newer }: { newer: string }) {
  const { t } = useTranslation(['shell', 'kit']);
  const [putAway, setPutAway] = useState('');
  if (newer === putAway) return null;
  return (
    <Banner
      float
      icon={Sparkles}
      className={css.notice ?? ''}
      title={t('shell:newVersion.title')}
      action={
        <span className="row">
          <Button onClick={() => location.reload()}>{t('shell:newVersion.reload')}</Button>
          <IconButton icon={X} iconSize="s" label={t('kit:close')} onClick={() => setPutAway(newer)} />
        </span>
      }
    >
      {t('shell:newVersion.text')}
    </Banner>
  );
}
