import { useTranslation } from 'react-i18next';
import { LinkTabs } from '../../ui/tabs';

/** The views on a population of filings, side by side. */
export function FilingTabs() {
  const { t } = useTranslation();
  return (
    <LinkTabs
      tabs={[
        { path: '/filings', label: t('nav.filings') },
        { path: '/filings/funnel', label: t('funnel.title'), action: 'loop_read' },
        { path: '/indicators', label: t('indicators.title'), action: 'loop_read' },
        { path: '/filings/sampling', label: t('sampling.title'), action: 'loop_read' },
        { path: '/filings/signs', label: t('signs.title'), action: 'loop_read' },
      ]}
    />
  );
}
