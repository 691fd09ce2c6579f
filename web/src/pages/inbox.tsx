// One inbox: everything that waits for the reader, with its clock.
import { useRouter } from '@tanstack/react-router';
import { Checkbox, Segmented, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import type { InboxRow } from '../api/filing';
import { useList } from '../api/hooks';
import { ExampleBadge } from '../filing/marks';
import { useTitle, useWord } from '../i18n/words';
import { pick, useFilter } from '../ui/filters';
import { Go } from '../ui/go';
import { Page } from '../ui/page';
import { DataTable, Filters } from '../ui/table';
import { Ago, Due } from '../ui/tags';
import { waitingPage } from '../url';
import { usePageTitle } from './filing/title';

const KINDS = ['filing', 'notice', 'obligation'];
const COLOUR: Record<string, string> = { filing: 'blue', notice: 'orange', obligation: 'purple' };

export function Inbox() {
  const { t } = useTranslation();
  const title = useTitle();
  const word = useWord();
  const router = useRouter();
  const [filter, change] = useFilter();
  usePageTitle(t('nav.inbox'));
  const list = useList('/api/v1/inbox', pick(filter, ['kind', 'overdue']));
  return (
    <Page title={t('nav.inbox')}>
      <Filters specs={[]}>
        <Segmented value={filter.kind ?? ''} onChange={(kind) => change({ kind })} options={[{ value: '', label: t('filings.all') }, ...KINDS.map((value) => ({ value, label: word('waiting_kind', value) }))]} />
        <Checkbox checked={filter.overdue === 'true'} onChange={(event) => change({ overdue: event.target.checked ? 'true' : undefined })}>
          {t('notices.only_overdue')}
        </Checkbox>
      </Filters>
      <DataTable<InboxRow>
        label={t('nav.inbox')}
        list={list}
        rowKey={(row) => `${row.kind}${row.object}${row.action.zh}`}
        rowClass={(row) => (row.overdue ? 'is-overdue' : '')}
        onOpen={(row) => router.history.push(waitingPage(row.kind, row.object))}
        empty={t('home.nothing_waits')}
        columns={[
          { title: t('home.what'), className: 'wrap', render: (_, row) => <><Go to={waitingPage(row.kind, row.object)}>{row.title}</Go> <ExampleBadge show={row.example} /></> },
          { title: t('home.kind'), render: (_, row) => <Tag color={COLOUR[row.kind]}>{word('waiting_kind', row.kind)}</Tag> },
          { title: t('home.to_do'), render: (_, row) => title(row.action) },
          { title: t('inbox.from'), dataIndex: 'from' },
          { title: t('home.clock'), render: (_, row) => <Due ms={row.due} /> },
          { title: t('inbox.since'), render: (_, row) => <Ago ms={row.since} /> },
        ]}
      />
    </Page>
  );
}
