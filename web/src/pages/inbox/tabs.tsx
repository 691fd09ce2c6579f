import { useTranslation } from 'react-i18next';
import { LinkTabs } from '../../ui/tabs';

/** What waits, and who stands in for whom. */
export function InboxTabs() {
  const { t } = useTranslation();
  return <LinkTabs tabs={[{ path: '/inbox', label: t('nav.inbox') }, { path: '/deputies', label: t('deputies.title') }]} />;
}
