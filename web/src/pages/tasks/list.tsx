// Tasks: those we handed out, those handed to us.
import { PlusOutlined } from '@ant-design/icons';
import { useRouter } from '@tanstack/react-router';
import { Button, Checkbox, Progress, Segmented, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { useList } from '../../api/hooks';
import type { TaskRow } from '../../api/loop';
import { useWord } from '../../i18n/words';
import { OVER } from '../../loop/state';
import { useMay } from '../../may';
import { pick, useFilter } from '../../ui/filters';
import { Go } from '../../ui/go';
import { Page } from '../../ui/page';
import { DataTable, Filters } from '../../ui/table';
import { Due, SeverityTag, StateTag, Time } from '../../ui/tags';
import { objectPage, page } from '../../url';
import { TaskTabs } from './tabs';

export const TASK_STATES = ['open', 'issued', 'accepted', 'planned', 'reported', 'returned', 'done', 'withdrawn'];

export function Tasks() {
  const { t } = useTranslation();
  const word = useWord();
  const may = useMay();
  const router = useRouter();
  const [filter, change] = useFilter();
  const list = useList('/api/v1/tasks', pick(filter, ['side', 'state', 'overdue', 'dispatch', 'part_of', 'recipient', 'q']));
  const states = [...new Set([...TASK_STATES, ...list.items.map((row) => row.state)])];
  return (
    <Page
      title={t('nav.tasks')}
      extra={may('notice_issue') ? <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => router.history.push('/tasks/new')}>{t('tasks.dispatch')}</Button> : null}
    >
      <TaskTabs />
      <Filters
        specs={[
          { name: 'state', label: t('notices.state'), options: states.map((value) => ({ value, label: word('task_state', value) })) },
          { name: 'q', label: t('tasks.search'), width: 220 },
        ]}
      >
        <Segmented value={filter.side ?? ''} onChange={(side) => change({ side })} options={[{ value: '', label: t('notices.both') }, { value: 'received', label: t('tasks.received') }, { value: 'issued', label: t('tasks.issued') }]} />
        <Checkbox checked={filter.overdue === 'true'} onChange={(event) => change({ overdue: event.target.checked ? 'true' : undefined })}>
          {t('notices.only_overdue')}
        </Checkbox>
        {filter.dispatch ? <Tag closable onClose={() => change({ dispatch: undefined })}>{t('tasks.one_dispatch')}</Tag> : null}
        {filter.part_of ? <Tag closable onClose={() => change({ part_of: undefined })}>{t('tasks.parts_of_one')}</Tag> : null}
      </Filters>
      <DataTable<TaskRow>
        label={t('nav.tasks')}
        list={list}
        rowKey={(row) => row.id}
        onOpen={(row) => router.history.push(objectPage('tasks', row.id))}
        rowClass={(row) => (row.overdue ? 'is-overdue' : '')}
        columns={[
          { title: t('notices.number'), render: (_, row) => <Go to={objectPage('tasks', row.id)}>{row.number}</Go> },
          { title: t('notices.title'), dataIndex: 'title', ellipsis: true, width: 280 },
          { title: t('findings.severity'), render: (_, row) => <SeverityTag severity={row.severity} /> },
          { title: t('notices.state'), render: (_, row) => <StateTag group="task_state" state={row.state} /> },
          { title: t('notices.clock'), render: (_, row) => <Due ms={row.due} done={OVER.includes(row.state)} /> },
          { title: t('tasks.issuer'), dataIndex: 'issuer_name' },
          { title: t('tasks.recipient'), dataIndex: 'recipient_name' },
          { title: t('tasks.parts'), render: (_, row) => (row.parts > 0 ? <Go to={page('/tasks', { part_of: row.id })}><Progress percent={Math.round((100 * row.parts_done) / row.parts)} size="small" style={{ width: 110 }} format={() => `${row.parts_done}/${row.parts}`} /></Go> : null) },
          { title: t('notices.issued'), render: (_, row) => <Time ms={row.issued} /> },
        ]}
      />
    </Page>
  );
}
