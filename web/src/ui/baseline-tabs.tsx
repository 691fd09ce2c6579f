import { useTranslation } from 'react-i18next';
import { LinkTabs } from './tabs';

/** The baseline's pages: what waits for a decision, what is allowed, when work is planned. */
export function BaselineTabs() {
  const { t } = useTranslation();
  return (
    <LinkTabs
      tabs={[
        { path: '/baseline/review', label: t('review.deviations'), action: 'finding_read' },
        { path: '/baseline', label: t('review.allowed'), action: 'baseline_read' },
        { path: '/engineered', label: t('engineered.title'), action: 'baseline_read' },
        { path: '/maintenance-windows', label: t('maintenance.title'), action: 'baseline_read' },
      ]}
    />
  );
}
