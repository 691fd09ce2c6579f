import { useTranslation } from 'react-i18next';
import { LinkTabs } from '../../ui/tabs';

/** Tasks one by one, and by dispatch. */
export function TaskTabs() {
  const { t } = useTranslation();
  return <LinkTabs tabs={[{ path: '/tasks', label: t('nav.tasks') }, { path: '/tasks/dispatches', label: t('tasks.dispatches') }]} />;
}
