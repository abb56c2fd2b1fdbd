/**
 * The part of react-i18next that screens use; it stands in for `react-i18next` in the shell and in every remote (see the preset).
 * The rest reads files, requests and markup, none of which happens here.
 */
export { I18nextProvider, Trans, initReactI18next, useTranslation } from '#react-i18next';
