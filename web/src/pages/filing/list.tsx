// All filings a person may see: what is to be filled, what is to be verified, and the rest.
import { PlusOutlined } from '@ant-design/icons';
import { useRouter } from '@tanstack/react-router';
import { Button, Checkbox, Segmented, Select, Tag } from 'antd';
import type { Key } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FilingRow } from '../../api/filing';
import { useGet, useList, wholeList } from '../../api/hooks';
import { ExampleBadge, FilingState, Results } from '../../filing/marks';
import { useTitle } from '../../i18n/words';
import { useMay } from '../../may';
import { pick, useFilter } from '../../ui/filters';
import { Go } from '../../ui/go';
import { Page } from '../../ui/page';
import { DataTable, Filters } from '../../ui/table';
import { Due, Time } from '../../ui/tags';
import { objectPage, page } from '../../url';
import { BatchModal } from './batch';
import { BeginModal } from './begin';
import { FilingTabs } from './tabs';
import { usePageTitle } from './title';

const NAMES = ['procedure', 'period', 'state', 'reached', 'party', 'waiting', 'overdue', 'result', 'applicant', 'signs', 'q', 'sort'];
const SORTS = ['-changed', 'due', '-due', '-score', 'score', 'applicant', '-signs'];

export function Filings() {
  const { t } = useTranslation();
  const title = useTitle();
  const may = useMay();
  const router = useRouter();
  const [filter, change] = useFilter();
  const [beginning, setBeginning] = useState(filter.begin);
  const [chosen, setChosen] = useState<Key[]>([]);
  const [batching, setBatching] = useState(false);
  usePageTitle(t('nav.filings'));
  const list = useList('/api/v1/filings', pick(filter, NAMES));
  const population = may('loop_read') && may('filing_write');
  return (
    <Page
      title={t('nav.filings')}
      extra={
        <>
          {chosen.length > 0 ? <Button onClick={() => setBatching(true)}>{t('batch.button', { count: chosen.length })}</Button> : null}
          <Go to="/organisation">{t('organisation.title')}</Go>
          {may('filing_write') ? (
            <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setBeginning('')}>
              {t('filings.begin')}
            </Button>
          ) : null}
        </>
      }
    >
      <FilingTabs />
      <FilingFilters rows={list.items} />
      <DataTable<FilingRow>
        label={t('nav.filings')}
        list={list}
        rowKey={(row) => row.id}
        onOpen={(row) => router.history.push(objectPage('filings', row.id))}
        rowClass={(row) => (row.overdue ? 'is-overdue' : '')}
        selection={population ? { keys: chosen, onChange: setChosen } : undefined}
        empty={t('filings.empty')}
        columns={[
          {
            title: t('filings.procedure'),
            render: (_, row) => (
              <>
                <Go to={objectPage('filings', row.id)}>{title(row.procedure_title)}</Go> <ExampleBadge show={row.example} />
              </>
            ),
          },
          { title: t('filings.subject'), render: (_, row) => row.subject || <span className="muted">–</span> },
          { title: t('filings.applicant'), dataIndex: 'applicant_name' },
          { title: t('filings.period'), dataIndex: 'period' },
          { title: t('notices.state'), render: (_, row) => <FilingState row={row} /> },
          { title: t('filings.result'), render: (_, row) => <Results row={row} /> },
          { title: t('filings.score'), align: 'right', render: (_, row) => row.score ?? '' },
          { title: t('notices.clock'), render: (_, row) => <Due ms={row.due} done={row.terminal} /> },
          ...(population ? [{ title: t('filings.signs'), align: 'right' as const, render: (_: unknown, row: FilingRow) => (row.signs > 0 ? <Go to={page('/filings/signs', { filing: row.id })}><Tag color="volcano">{row.signs}</Tag></Go> : null) }] : []),
          { title: t('filings.number'), render: (_, row) => row.number },
          { title: t('filings.changed'), render: (_, row) => <Time ms={row.changed} /> },
        ]}
      />
      {beginning !== undefined ? <BeginModal procedure={beginning} onClose={() => { setBeginning(undefined); change({ begin: undefined }); }} /> : null}
      {batching ? <BatchModal filings={list.items.filter((row) => chosen.includes(row.id))} onClose={() => { setBatching(false); setChosen([]); }} /> : null}
    </Page>
  );
}

function FilingFilters({ rows }: { rows: readonly FilingRow[] }) {
  const { t } = useTranslation();
  const title = useTitle();
  const [filter, change] = useFilter();
  const procedures = wholeList(useGet('/api/v1/procedures'));
  const named = new Map([...procedures.items.map((one) => [one.id, title(one.title)] as const), ...rows.map((row) => [row.procedure.split('@')[0]!, title(row.procedure_title)] as const)]);
  const states = new Map(rows.map((row) => [row.state, title(row.state_title)]));
  if (filter.state && !states.has(filter.state)) states.set(filter.state, filter.state);
  const periods = [...new Set([...procedures.items.flatMap((one) => one.periods), ...rows.map((row) => row.period), ...(filter.period ? [filter.period] : [])])].filter(Boolean).sort().reverse();
  const options = (map: Map<string, string>) => [...map].map(([value, label]) => ({ value, label }));
  return (
    <Filters
      specs={[
        { name: 'procedure', label: t('filings.procedure'), width: 190, options: options(named) },
        { name: 'period', label: t('filings.period'), options: periods.map((value) => ({ value, label: value })) },
        { name: 'state', label: t('notices.state'), options: options(states) },
        { name: 'q', label: t('filings.search'), width: 200 },
      ]}
    >
      <Segmented value={filter.waiting ?? ''} onChange={(waiting) => change({ waiting })} options={[{ value: '', label: t('filings.all') }, { value: 'me', label: t('filings.waiting_for_me') }]} />
      <Checkbox checked={filter.overdue === 'true'} onChange={(event) => change({ overdue: event.target.checked ? 'true' : undefined })}>
        {t('notices.only_overdue')}
      </Checkbox>
      {filter.reached ? <Tag closable onClose={() => change({ reached: undefined })}>{t('filings.reached', { bar: filter.reached })}</Tag> : null}
      {filter.result ? <Tag closable onClose={() => change({ result: undefined })}>{t('filings.with_result', { code: title(rows.flatMap((row) => Object.values(row.result_titles ?? {})).find((one) => one.codes[filter.result!])?.codes[filter.result]) || filter.result })}</Tag> : null}
      <Select aria-label={t('filings.sort')} value={filter.sort ?? '-changed'} onChange={(sort) => change({ sort: sort === '-changed' ? undefined : sort })} style={{ minWidth: 150 }} options={SORTS.map((value) => ({ value, label: t(`filings.sort_${value.startsWith('-') ? `${value.slice(1)}_down` : value}`) }))} />
    </Filters>
  );
}
