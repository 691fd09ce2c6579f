import { useTranslation } from 'react-i18next';
import { LinkTabs } from '../../ui/tabs';

/** The pages of sharing, side by side. */
export function SharingTabs() {
  const { t } = useTranslation();
  return (
    <LinkTabs
      tabs={[
        { path: '/sharing-policies', label: t('sharing.policies') },
        { path: '/sharing/groups', label: t('sharing.groups') },
        { path: '/sharing/consents', label: t('sharing.consents') },
        { path: '/sharing/objects', label: t('sharing.objects') },
        { path: '/sharing/preview', label: t('sharing.simulator') },
      ]}
    />
  );
}
