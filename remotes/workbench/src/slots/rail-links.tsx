import { IconLink, cx, useSlot } from '@parley/plugin-ui';
import { useLocation } from 'react-router';
import css from '../rail/rail.module.css';
import { nameOf } from './name';
import slots from './slots.module.css';

/** The pages of plugins, below ours. One that cannot be shown stays, greyed, with the reason. */
export function RailLinks() {
  const { pathname } = useLocation();
  return useSlot('workbench.rail.entry').map((item) => {
    const to = `/p/${item.plugin}/${item.path}`;
    return (
      <IconLink
        key={item.key}
        to={to}
        icon={item.icon}
        current={`${pathname}/`.startsWith(`${to}/`)}
        tipPosition="right"
        className={cx(css.big, item.problem && slots.dead)}
        label={nameOf(item)}
      />
    );
  });
}
