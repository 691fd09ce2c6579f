import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { Text } from '../api/filing';

/**
 * The reader's word for a code: `word('severity', 'high')` reads the text `severity.high`. A code
 * that the console does not know (a newer node, a pack of one's own) is shown as it is.
 */
export function useWord(): (group: string, code: string) => string {
  const { t } = useTranslation();
  return useCallback((group: string, code: string) => t(`${group}.${code.replaceAll('.', '_')}`, { defaultValue: code }), [t]);
}

/** A text of a pack in the reader's language; where one language is empty, the other. */
export function useTitle(): (text: Text | null | undefined) => string {
  const { i18n } = useTranslation();
  const english = i18n.language === 'en';
  return useCallback((text) => (text ? (english ? text.en || text.zh : text.zh || text.en) : ''), [english]);
}
