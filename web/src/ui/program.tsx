// What the pages on programs and files share.
import { DownloadOutlined, UploadOutlined } from '@ant-design/icons';
import { Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { useWord } from '../i18n/words';
import { LinkTabs } from './tabs';

export function ProgramTabs() {
  const { t } = useTranslation();
  return (
    <LinkTabs
      tabs={[
        { path: '/programs', label: t('nav.programs') },
        { path: '/files', label: t('files.title') },
      ]}
    />
  );
}

/** To the controller or from it: word and arrow. */
export function Direction({ direction }: { direction: string }) {
  const word = useWord();
  const to = direction === 'download';
  return (
    <Tag color={to ? 'volcano' : 'blue'} icon={to ? <DownloadOutlined aria-hidden /> : <UploadOutlined aria-hidden />}>
      {word('transfer', direction)}
    </Tag>
  );
}

/** Whether every byte was seen. */
export function Complete({ complete }: { complete: boolean }) {
  const { t } = useTranslation();
  return <Tag color={complete ? 'green' : 'gold'}>{t(complete ? 'programs.complete' : 'programs.partial')}</Tag>;
}
