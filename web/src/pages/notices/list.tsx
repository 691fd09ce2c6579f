import { PlusOutlined } from '@ant-design/icons';
import { useRouter } from '@tanstack/react-router';
import { Button, Checkbox, Segmented } from 'antd';
import { useTranslation } from 'react-i18next';
import { useList } from '../../api/hooks';
import type { NoticeRow } from '../../api/loop';
import { useWord } from '../../i18n/words';
import { OVER } from '../../loop/state';
import { useMay } from '../../may';
import { LOOP_STATES } from '../../ui/choices';
import { pick, useFilter } from '../../ui/filters';
import { Go } from '../../ui/go';
import { Page } from '../../ui/page';
import { DataTable, Filters } from '../../ui/table';
import { Due, SeverityTag, StateTag, Time } from '../../ui/tags';
import { objectPage } from '../../url';
import { NoticeTabs } from './tabs';

const GENRES = ['notice', 'warning', 'advice', 'correction'];

export function Notices() {
  const { t } = useTranslation();
  const word = useWord();
  const may = useMay();
  const router = useRouter();
  const [filter, change] = useFilter();
  const list = useList('/api/v1/notices', pick(filter, ['side', 'state', 'overdue', 'genre', 'q']));
  return (
    <Page
      title={t('nav.notices')}
      extra={
        may('notice_issue') ? (
          <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => router.history.push('/notice-drafts/new')}>
            {t('issue.button')}
          </Button>
        ) : null
      }
    >
      <NoticeTabs />
      <Filters
        specs={[
          { name: 'state', label: t('notices.state'), options: LOOP_STATES.map((value) => ({ value, label: word('state', value) })) },
          { name: 'genre', label: t('compose.genre'), options: GENRES.map((value) => ({ value, label: word('genre', value) })) },
          { name: 'q', label: t('notices.search'), width: 240 },
        ]}
      >
        <Segmented
          value={filter.side ?? ''}
          onChange={(side) => change({ side })}
          options={[
            { value: '', label: t('notices.both') },
            { value: 'received', label: t('notices.received') },
            { value: 'issued', label: t('notices.issued_by_us') },
          ]}
        />
        <Checkbox checked={filter.overdue === 'true'} onChange={(event) => change({ overdue: event.target.checked ? 'true' : undefined })}>
          {t('notices.only_overdue')}
        </Checkbox>
      </Filters>
      <DataTable<NoticeRow>
        label={t('nav.notices')}
        list={list}
        rowKey={(row) => row.id}
        onOpen={(row) => router.history.push(objectPage('notices', row.id))}
        rowClass={(row) => (row.overdue ? 'is-overdue' : '')}
        columns={[
          { title: t('notices.number'), render: (_, row) => <Go to={objectPage('notices', row.id)}>{row.number}</Go> },
          { title: t('notices.title'), dataIndex: 'title', ellipsis: true, width: 280 },
          { title: t('findings.severity'), render: (_, row) => <SeverityTag severity={row.severity} /> },
          { title: t('compose.genre'), render: (_, row) => word('genre', row.genre) },
          { title: t('notices.state'), render: (_, row) => <StateTag group="state" state={row.state} /> },
          { title: t('notices.clock'), render: (_, row) => <Due ms={row.due} done={OVER.includes(row.state)} /> },
          { title: t('notices.issuer'), dataIndex: 'issuer_name' },
          { title: t('notices.recipient'), dataIndex: 'recipient_name' },
          { title: t('notices.issued'), render: (_, row) => <Time ms={row.issued} /> },
        ]}
      />
    </Page>
  );
}
