import './mantine.css';
import { DirectionProvider, MantineProvider, MultiSelect, Select, type MultiSelectProps, type SelectProps } from '@mantine/core';
import type { ReactNode } from 'react';
import { useLocale } from '../i18n/use-locale';
import { useTheme } from '../theme/use-theme';
import { mantineTheme, mantineVariables } from './theme';

function Around({ children }: { children: ReactNode }) {
  const { scheme } = useTheme();
  const { locale } = useLocale();
  return (
    <DirectionProvider key={locale.dir} initialDirection={locale.dir} detectDirection={false}>
      <MantineProvider theme={mantineTheme} cssVariablesResolver={mantineVariables} forceColorScheme={scheme}>
        {children}
      </MantineProvider>
    </DirectionProvider>
  );
}

/** Mantine's `Select` with all it needs around it. */
export const LoadedSelect = (props: SelectProps) => (
  <Around>
    <Select {...props} />
  </Around>
);
/** Mantine's `MultiSelect` with all it needs around it. */
export const LoadedMultiSelect = (props: MultiSelectProps) => (
  <Around>
    <MultiSelect {...props} />
  </Around>
);
