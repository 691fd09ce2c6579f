import { useTranslation } from 'react-i18next';
import { LinkTabs } from '../../ui/tabs';

/** The notice desk: notices, letters to many, drafts, number series. */
export function NoticeTabs() {
  const { t } = useTranslation();
  return (
    <LinkTabs
      tabs={[
        { path: '/notices', label: t('nav.notices') },
        { path: '/circulars', label: t('circulars.title'), action: 'notice_read' },
        { path: '/notice-drafts', label: t('drafts.title'), action: 'notice_issue' },
        { path: '/notice-series', label: t('series.title'), action: 'notice_issue' },
      ]}
    />
  );
}
