// Letters that are being written or reviewed.
import { PlusOutlined } from '@ant-design/icons';
import { useRouter } from '@tanstack/react-router';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { useList } from '../../api/hooks';
import type { DraftRow } from '../../api/loop';
import { useWord } from '../../i18n/words';
import { pick, useFilter } from '../../ui/filters';
import { Go } from '../../ui/go';
import { Page } from '../../ui/page';
import { DataTable, Filters } from '../../ui/table';
import { SeverityTag, StateTag, Time } from '../../ui/tags';
import { objectPage } from '../../url';
import { NoticeTabs } from './tabs';

const STATES = ['open', 'writing', 'submitted', 'approved', 'returned', 'issued', 'discarded'];

export function Drafts() {
  const { t } = useTranslation();
  const word = useWord();
  const router = useRouter();
  const [filter] = useFilter();
  const list = useList('/api/v1/notice-drafts', pick(filter, ['state', 'q']));
  return (
    <Page title={t('drafts.title')} extra={<Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => router.history.push('/notice-drafts/new')}>{t('compose.new')}</Button>}>
      <NoticeTabs />
      <Filters specs={[{ name: 'state', label: t('notices.state'), options: STATES.map((value) => ({ value, label: word('draft_state', value) })) }, { name: 'q', label: t('notices.title'), width: 220 }]} />
      <DataTable<DraftRow>
        label={t('drafts.title')}
        list={list}
        rowKey={(row) => row.id}
        onOpen={(row) => router.history.push(objectPage('notice-drafts', row.id))}
        columns={[
          { title: t('notices.title'), className: 'wrap', render: (_, row) => <Go to={objectPage('notice-drafts', row.id)}>{row.title || t('drafts.untitled')}</Go> },
          { title: t('compose.genre'), render: (_, row) => word('genre', row.genre) },
          { title: t('findings.severity'), render: (_, row) => <SeverityTag severity={row.severity} /> },
          { title: t('notices.state'), render: (_, row) => <StateTag group="draft_state" state={row.state} /> },
          { title: t('drafts.written_by'), dataIndex: 'written_by' },
          { title: t('drafts.reviewed_by'), dataIndex: 'reviewed_by' },
          { title: t('drafts.changed'), render: (_, row) => <Time ms={row.changed} /> },
        ]}
      />
    </Page>
  );
}
