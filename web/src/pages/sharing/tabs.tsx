import { useTranslation } from 'react-i18next';
import { LinkTabs } from '../../ui/tabs';

/** The pages of sharing, side by side. */
export function SharingTabs() {
  const { t } = useTranslation();
  return (
    <LinkTabs
      tabs={[
        { path: '/sharing-policies', label: t('sharing.policies'), action: 'policy_read' },
        { path: '/sharing/groups', label: t('sharing.groups'), action: 'group_read' },
        { path: '/sharing/consents', label: t('sharing.consents'), action: 'consent_read' },
        { path: '/sharing/objects', label: t('sharing.objects'), action: 'shared_read' },
        { path: '/sharing/preview', label: t('sharing.simulator'), action: 'policy_read' },
      ]}
    />
  );
}
