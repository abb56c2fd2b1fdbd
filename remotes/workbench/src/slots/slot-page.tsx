import {
  Button,
  EmptyState,
  IconButton,
  SkeletonLines,
  SlotContext,
  SlotView,
  useSlot,
  useTitleBadge,
  useTranslation,
} from '@parley/plugin-ui';
import { ChevronLeft, Puzzle } from '@parley/plugin-ui/icons';
import { useContext } from 'react';
import { useNavigate, useParams } from 'react-router';
import css from './slots.module.css';

/** A page that a plugin brings into the workbench: of the rail, or of the settings. Addresses below it are the plugin's own. */
export function SlotPage({ slot }: { slot: 'workbench.rail.entry' | 'workbench.settings.page' }) {
  const { t } = useTranslation('workbench');
  const navigate = useNavigate();
  const { plugin, path } = useParams();
  const { ready } = useContext(SlotContext);
  const item = useSlot(slot).find((each) => each.plugin === plugin && each.path === path);
  useTitleBadge(0, item?.label);
  const home = () => void navigate('/');
  return (
    <>
      <header className={css.head}>
        <IconButton icon={ChevronLeft} flip label={t('back')} className={css.narrow ?? ''} onClick={home} />
        <h1 className="cut" dir="auto">
          {item?.label}
        </h1>
        {item && item.pluginLabel !== item.label && <span className="meta muted cut">{item.pluginLabel}</span>}
      </header>
      <div className={`${css.page} scroll`}>
        {item ? (
          <SlotView key={item.key} item={item} props={{}} skeleton={<SkeletonLines lines={6} />} />
        ) : ready ? (
          <EmptyState icon={Puzzle} title={t('slots.gone')} action={<Button onClick={home}>{t('slots.home')}</Button>}>
            {t('slots.goneText')}
          </EmptyState>
        ) : (
          <SkeletonLines lines={6} />
        )}
      </div>
    </>
  );
}
