import { createTheme, type CSSVariablesResolver } from '@mantine/core';

const look = {
  input: 'p-input',
  label: 'p-label',
  description: 'p-help',
  error: 'p-error',
  dropdown: 'p-float',
  option: 'p-option',
  empty: 'p-empty',
};
const list = { defaultProps: { comboboxProps: { transitionProps: { transition: 'fade', duration: 120 }, zIndex: 300 } }, classNames: look };

/** Mantine's parts, mapped onto the tokens: colours through the variables below, shapes through the `p-…` classes. */
export const mantineTheme = createTheme({
  fontFamily: 'var(--font)',
  fontFamilyMonospace: 'var(--mono)',
  respectReducedMotion: true,
  cursorType: 'pointer',
  components: { Select: list, MultiSelect: list },
});

/** The few Mantine variables that its parts read without a class of ours in between. */
export const mantineVariables: CSSVariablesResolver = () => ({
  variables: {
    '--mantine-color-body': 'var(--raised)',
    '--mantine-color-text': 'var(--text)',
    '--mantine-color-bright': 'var(--text)',
    '--mantine-color-dimmed': 'var(--muted)',
    '--mantine-color-placeholder': 'var(--faint)',
    '--mantine-color-error': 'var(--danger)',
    '--mantine-color-default': 'var(--surface)',
    '--mantine-color-default-hover': 'var(--hover)',
    '--mantine-color-default-color': 'var(--text)',
    '--mantine-color-default-border': 'var(--line-strong)',
    '--mantine-color-disabled': 'var(--sunken)',
    '--mantine-color-disabled-color': 'var(--muted)',
    '--mantine-primary-color-filled': 'var(--accent)',
    '--mantine-primary-color-contrast': 'var(--on-accent)',
  },
  light: {},
  dark: {},
});
