// The loop board: every loop, whatever it is about, by state; as columns, as a list, in figures.
import { AppstoreOutlined, BarChartOutlined, TableOutlined } from '@ant-design/icons';
import { useRouter } from '@tanstack/react-router';
import { Button, Checkbox, Segmented, Select, Tag } from 'antd';
import { useState, type Key } from 'react';
import { useTranslation } from 'react-i18next';
import { useGet, useList } from '../../api/hooks';
import type { LoopRow } from '../../api/loop';
import { LoopSteps } from '../../loop/batch';
import { OutcomeTag } from '../../loop/conditions';
import { LoopState } from '../../loop/state';
import { Counts } from '../../loop/work';
import { useWord } from '../../i18n/words';
import { useMay } from '../../may';
import { SEVERITIES } from '../../ui/choices';
import { pick, useFilter, type Filter } from '../../ui/filters';
import { Go } from '../../ui/go';
import { LoopCharts, LOOP_STAGES } from '../../ui/loop-charts';
import { Page } from '../../ui/page';
import { useTenantNames } from '../../ui/policy';
import { Filters } from '../../ui/table';
import { Due, SeverityTag, Techniques, Time, useSpan } from '../../ui/tags';
import { VirtualTable } from '../../ui/virtual';
import { loopPage, page } from '../../url';
import { Columns } from './columns';

/** Filters of `GET /loops` that have figures, too. */
export const FIGURED = ['region', 'industry', 'severity', 'source', 'issuer'];
export const NAMES = [...FIGURED, 'state', 'technique', 'recipient', 'overdue', 'reopened', 'supervised', 'escalated', 'rechecked', 'hazard', 'q', 'sort'];
const SOURCES = ['notice', 'finding', 'vulnerability', 'assessment_risk', 'data_risk', 'drill_gap', 'task'];
const SORTS = ['due', '-issued', '-severity', '-changed'];
const MARKS = ['overdue', 'reopened', 'supervised', 'escalated'] as const;

/** What loops are asked for by: the most pressing first unless the reader sorts otherwise. */
export const asked = (filter: Filter): Filter => ({ sort: 'due', ...pick(filter, NAMES) });

type View = 'columns' | 'list' | 'figures';

export function Loops() {
  const { t } = useTranslation();
  const router = useRouter();
  const may = useMay();
  const [filter, change] = useFilter();
  // A figure's list opens as a list; without a filter the board is wider.
  const view = (filter.view as View | undefined) ?? (Object.keys(pick(filter, NAMES)).some((name) => name === 'state' || name === 'technique') ? 'list' : 'columns');
  const [chosen, setChosen] = useState<Map<string, string>>(new Map());
  const choose = (row: LoopRow) => setChosen((now) => {
    const next = new Map(now);
    if (!next.delete(row.id)) next.set(row.id, `${row.number} ${row.recipient_name}`);
    return next;
  });
  return (
    <Page
      title={t('nav.loops')}
      extra={
        <>
          <LoopSteps ids={[...chosen.keys()]} titles={chosen} onDone={() => setChosen(new Map())} />
          {may('loop_step') ? <Button onClick={() => router.history.push('/hazards/new')}>{t('hazards.new')}</Button> : null}
          {may('notice_issue') ? <Button onClick={() => router.history.push(page('/loops/sampling', pick(filter, FIGURED)))}>{t('loop_sampling.title')}</Button> : null}
          <Segmented<View>
            value={view}
            onChange={(value) => change({ view: value })}
            options={[
              { value: 'columns', icon: <AppstoreOutlined aria-hidden />, label: t('loops.columns') },
              { value: 'list', icon: <TableOutlined aria-hidden />, label: t('loops.list') },
              { value: 'figures', icon: <BarChartOutlined aria-hidden />, label: t('loops.figures') },
            ]}
          />
        </>
      }
    >
      <LoopFilters figured={view === 'figures'} />
      {view === 'figures' ? <LoopCharts filter={pick(filter, FIGURED)} full /> : view === 'columns' ? <Columns chosen={chosen} onChoose={choose} /> : <LoopList chosen={chosen} onChosen={setChosen} />}
    </Page>
  );
}

/** Filters; for figures only those that figures have. */
function LoopFilters({ figured }: { figured: boolean }) {
  const { t } = useTranslation();
  const word = useWord();
  const name = useTenantNames();
  const [filter, change] = useFilter();
  const statistics = useGet('/api/v1/loops/statistics').data;
  const keys = (counts: { key: string }[] | undefined, chosen: string | undefined) => [...new Set([...(counts ?? []).map((count) => count.key), ...(chosen ? [chosen] : [])])].filter(Boolean);
  return (
    <Filters
      specs={[
        { name: 'source', label: t('loops.source'), options: SOURCES.map((value) => ({ value, label: word('loop_source', value) })) },
        ...(figured ? [] : [{ name: 'state', label: t('notices.state'), options: [...new Set(['open', ...keys(statistics?.by_state, filter.state), ...LOOP_STAGES])].map((value) => ({ value, label: word('state', value) })) }]),
        { name: 'severity', label: t('findings.severity'), options: SEVERITIES.map((value) => ({ value, label: word('severity', value) })) },
        { name: 'region', label: t('loops.region'), options: keys(statistics?.by_region, filter.region).map((value) => ({ value, label: word('region', value) })) },
        { name: 'industry', label: t('tenants.industry'), options: keys(statistics?.by_industry, filter.industry).map((value) => ({ value, label: word('industry', value) })) },
        { name: 'issuer', label: t('notices.issuer'), width: 150, options: keys(statistics?.by_authority, filter.issuer).map((value) => ({ value, label: name(value) })) },
        ...(figured ? [] : [{ name: 'technique', label: t('findings.techniques'), width: 130, options: keys(statistics?.by_technique, filter.technique).map((value) => ({ value, label: `${value} ${word('technique', value)}` })) }, { name: 'q', label: t('loops.search'), width: 190 }]),
      ]}
    >
      {figured ? null : MARKS.map((mark) => (
        <Checkbox key={mark} checked={filter[mark] === 'true'} onChange={(event) => change({ [mark]: event.target.checked ? 'true' : undefined })}>
          {t(`loops.only_${mark}`)}
        </Checkbox>
      ))}
      {figured ? null : <Select aria-label={t('loops.rechecked')} placeholder={t('loops.rechecked')} allowClear style={{ minWidth: 120 }} value={filter.rechecked || undefined} onChange={(rechecked?: string) => change({ rechecked })} options={['held', 'failed', 'unknown'].map((value) => ({ value, label: word('check_outcome', value) }))} />}
      {figured ? null : <Select aria-label={t('filings.sort')} value={filter.sort ?? 'due'} onChange={(sort) => change({ sort: sort === 'due' ? undefined : sort })} style={{ minWidth: 130 }} options={SORTS.map((value) => ({ value, label: t(`loops.sort_${value.replace('-', '')}`) }))} />}
      {filter.hazard ? <Tag closable onClose={() => change({ hazard: undefined })}>{t('loops.one_hazard')}</Tag> : null}
      {filter.recipient ? <Tag closable onClose={() => change({ recipient: undefined })}>{name(filter.recipient)}</Tag> : null}
    </Filters>
  );
}

interface ListProps {
  chosen: Map<string, string>;
  onChosen: (chosen: Map<string, string>) => void;
}

function LoopList({ chosen, onChosen }: ListProps) {
  const { t } = useTranslation();
  const word = useWord();
  const span = useSpan();
  const router = useRouter();
  const [filter] = useFilter();
  const list = useList('/api/v1/loops', { limit: 100, ...asked(filter) });
  const select = (keys: Key[]) => {
    const rows = new Map(list.items.map((row) => [row.id, `${row.number} ${row.recipient_name}`]));
    onChosen(new Map(keys.map((key) => [String(key), rows.get(String(key)) ?? chosen.get(String(key)) ?? String(key)])));
  };
  return (
    <VirtualTable<LoopRow>
      label={t('nav.loops')}
      list={list}
      rowKey={(row) => row.id}
      width={1560}
      onOpen={(row) => router.history.push(loopPage(row.party ? row.source : '', row.id))}
      rowClass={(row) => (row.overdue ? 'is-overdue' : '')}
      selection={{ keys: [...chosen.keys()], onChange: select }}
      columns={[
        { title: t('notices.number'), width: 210, ellipsis: true, render: (_, row) => <Go to={loopPage(row.party ? row.source : '', row.id)}>{row.number || row.title || word('loop_source', row.source)}</Go> },
        { title: t('loops.source'), width: 90, render: (_, row) => <Tag>{word('loop_source', row.source)}</Tag> },
        { title: t('findings.severity'), width: 74, render: (_, row) => <SeverityTag severity={row.severity} /> },
        { title: t('notices.state'), width: 90, render: (_, row) => <LoopState source={row.source} state={row.state} /> },
        { title: t('notices.clock'), width: 140, render: (_, row) => <Due ms={row.due} done={!row.open} /> },
        { title: t('notices.issuer'), width: 160, ellipsis: true, dataIndex: 'issuer_name' },
        { title: t('notices.recipient'), width: 160, ellipsis: true, dataIndex: 'recipient_name' },
        { title: t('loops.marks'), width: 200, render: (_, row) => <Marks row={row} /> },
        { title: t('loops.rechecked'), width: 96, render: (_, row) => (row.rechecked ? <OutcomeTag outcome={row.rechecked} /> : null) },
        { title: t('findings.techniques'), width: 130, render: (_, row) => <Techniques ids={row.techniques} /> },
        { title: t('notices.issued'), width: 150, render: (_, row) => <Time ms={row.issued} /> },
        { title: t('loops.took'), width: 100, render: (_, row) => (row.closed ? span(row.closed - row.issued) : '') },
      ]}
    />
  );
}

/** What stands out of a loop. */
export function Marks({ row }: { row: LoopRow }) {
  const { t } = useTranslation();
  return (
    <span className="tags">
      {row.supervised ? <Tag color="magenta">{t('loops.supervised')}</Tag> : null}
      {row.escalated > 0 ? <Tag color="red">{t('loops.escalated')}</Tag> : null}
      {row.also.length > 0 ? <Tag color="blue">{t('loops.also', { count: row.also.length + 1 })}</Tag> : null}
      {row.returned + row.reopened + row.extended > 0 ? <Counts loop={row} /> : null}
    </span>
  );
}
