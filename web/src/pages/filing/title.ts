import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';

/** The browser's title while a page is open: what it shows, so that tabs can be told apart. */
export function usePageTitle(...parts: string[]): void {
  const { t } = useTranslation();
  const text = [...parts.filter(Boolean), t('app.name')].join(' · ');
  useEffect(() => {
    const before = document.title;
    document.title = text;
    return () => {
      document.title = before;
    };
  }, [text]);
}
