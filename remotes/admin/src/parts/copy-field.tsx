import { Field, IconButton, toast, useTranslation } from '@parley/plugin-ui';
import { Check, Copy } from '@parley/plugin-ui/icons';
import { useState } from 'react';
import css from './parts.module.css';

/** A value to take along: read-only, with a button that copies it. */
export function CopyField({ label, help, value }: { label: string; help?: string; value: string }) {
  const { t } = useTranslation('admin');
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(value);
      setCopied(true);
      setTimeout(() => setCopied(false), 2_000);
    } catch {
      toast({ tone: 'warn', title: t('copy.failed') });
    }
  };
  return (
    <Field label={label} help={help}>
      {(wiring) => (
        <div className={css.copy}>
          <input {...wiring} readOnly value={value} dir="ltr" onFocus={(event) => event.target.select()} />
          <IconButton
            icon={copied ? Check : Copy}
            iconSize="s"
            label={copied ? t('copy.done') : t('copy.do')}
            onClick={() => void copy()}
          />
        </div>
      )}
    </Field>
  );
}
