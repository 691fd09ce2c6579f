import { useTranslation } from 'react-i18next';

/**
 * The reader's word for a code: `word('severity', 'high')` reads the text `severity.high`. A code
 * that the console does not know (a newer node, a pack of one's own) is shown as it is.
 */
export function useWord(): (group: string, code: string) => string {
  const { t } = useTranslation();
  return (group, code) => t(`${group}.${code.replaceAll('.', '_')}`, { defaultValue: code });
}
