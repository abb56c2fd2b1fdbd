import { formatMoment, useTranslation } from '@parley/plugin-ui';
import { useState } from 'react';

/** Remembers when a form was last saved and says it: “Saved 10:42”. */
export function useSaved(): { words: string | null; mark(): void; forget(): void } {
  const { t } = useTranslation('admin');
  const [at, setAt] = useState<number | null>(null);
  const words = at === null ? null : t('saved', { time: formatMoment(at, 'clock', at) });
  return { words, mark: () => setAt(Date.now()), forget: () => setAt(null) };
}
