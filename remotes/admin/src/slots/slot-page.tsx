import { ButtonLink, ErrorCard, SkeletonLines, SlotContext, SlotView, useSlot, useTranslation } from '@parley/plugin-ui';
import { useContext } from 'react';
import { useParams } from 'react-router';
import { Page, PageHead } from '../frame/page';

/** In place of what no plugin brings (any more); nothing is said before that is known. */
export function SlotGone() {
  const { t } = useTranslation('admin');
  const { ready } = useContext(SlotContext);
  if (!ready) return <SkeletonLines lines={6} />;
  return (
    <ErrorCard title={t('slots.gone')} action={<ButtonLink to="/">{t('slots.home')}</ButtonLink>}>
      {t('slots.goneText')}
    </ErrorCard>
  );
}

/** A page that a plugin brings into the console. Addresses below it are the plugin's own. */
export function SlotPage() {
  const { plugin, path } = useParams();
  const item = useSlot('admin.page').find((each) => each.plugin === plugin && each.path === path);
  if (!item)
    return (
      <Page crumbs={[]}>
        <SlotGone />
      </Page>
    );
  return (
    <Page crumbs={[{ label: item.label }]}>
      <PageHead title={item.label} after={item.pluginLabel !== item.label && <span className="meta muted">{item.pluginLabel}</span>} />
      <SlotView key={item.key} item={item} props={{}} skeleton={<SkeletonLines lines={6} />} />
    </Page>
  );
}
