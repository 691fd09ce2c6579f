// One inbox: everything that waits for the reader, with its clock; filters and acts by keyboard.
import { QuestionCircleOutlined } from '@ant-design/icons';
import { useRouter } from '@tanstack/react-router';
import { Badge, Button, Input, Modal, Segmented, Select, Tag } from 'antd';
import { useEffect, useRef, useState, type Key } from 'react';
import { useTranslation } from 'react-i18next';
import { useGet, useList } from '../../api/hooks';
import type { InboxCounts, InboxRow } from '../../api/loop';
import { count } from '../../format';
import { ExampleBadge } from '../../filing/marks';
import { useTitle, useWord } from '../../i18n/words';
import { useMay } from '../../may';
import { SEVERITIES } from '../../ui/choices';
import { pick, useFilter } from '../../ui/filters';
import { Go } from '../../ui/go';
import { useKeys } from '../../ui/keys';
import { Page } from '../../ui/page';
import { Filters } from '../../ui/table';
import { Ago, Due, SeverityTag } from '../../ui/tags';
import { VirtualTable } from '../../ui/virtual';
import { waitingPage } from '../../url';
import { useRefusal } from '../deliveries';
import { usePageTitle } from '../filing/title';
import { AssignModal } from './assign';
import { StepsModal } from './steps';
import { InboxTabs } from './tabs';

const COLOUR: Record<string, string> = { filing: 'blue', notice: 'orange', hazard: 'volcano', task: 'cyan', obligation: 'purple', ask: 'gold', draft: 'geekblue', consent: 'lime', quarantine: 'red', supervision: 'magenta' };
const NAMES = ['kind', 'overdue', 'severity', 'assigned', 'group', 'q', 'sort'];
const SORTS = ['due', '-since', 'since', '-severity', 'kind'];
/** Kinds whose rows can be acted on many at once. */
const STEPPED = ['notice', 'hazard', 'task', 'ask', 'filing'];
const KEYS = ['j', 'k', 'Enter', 'x', 'a', 's', 'o', 'm', 'n', '1-9', '0', '/', '?'];

export const keyOf = (row: { kind: string; object: string }) => `${row.kind}/${row.object}`;

export function Inbox() {
  const { t } = useTranslation();
  const router = useRouter();
  const may = useMay();
  const [filter, change] = useFilter();
  usePageTitle(t('nav.inbox'));
  const list = useList('/api/v1/inbox', { limit: 100, ...pick(filter, NAMES) });
  const counts = useGet('/api/v1/inbox/counts').data;
  const [chosen, setChosen] = useState<Key[]>([]);
  const [at, setAt] = useState<number>();
  const [doing, setDoing] = useState<'assign' | 'steps' | 'keys'>();
  const search = useRef<HTMLInputElement>(null);
  const here = at === undefined ? undefined : list.items[at];
  const rows = list.items.filter((row) => chosen.includes(keyOf(row)));
  const acted = rows.length > 0 ? rows : here ? [here] : [];
  const kinds = counts?.by_kind ?? [];
  const open = (row: InboxRow) => router.history.push(waitingPage(row.kind, row.object));
  const toggle = (name: string, value: string) => change({ [name]: filter[name] === value ? undefined : value });
  const move = (by: number) => setAt((now) => Math.min(Math.max(0, list.items.length - 1), Math.max(0, now === undefined ? 0 : now + by)));
  const byNumber = Object.fromEntries(kinds.slice(0, 9).map(({ key }, index) => [String(index + 1), () => toggle('kind', key)]));
  useKeys({
    j: () => move(1), ArrowDown: () => move(1), k: () => move(-1), ArrowUp: () => move(-1),
    Enter: () => here && open(here),
    x: () => here && setChosen((now) => (now.includes(keyOf(here)) ? now.filter((key) => key !== keyOf(here)) : [...now, keyOf(here)])),
    a: () => may('inbox_manage') && acted.length > 0 && setDoing('assign'),
    s: () => may('loop_step') && acted.some((row) => STEPPED.includes(row.kind)) && setDoing('steps'),
    o: () => toggle('overdue', 'true'), m: () => toggle('assigned', 'mine'), n: () => toggle('assigned', 'nobody'),
    0: () => change(Object.fromEntries(NAMES.map((name) => [name, undefined]))),
    '/': () => search.current?.focus(),
    '?': () => setDoing('keys'),
    ...byNumber,
  });
  const done = () => {
    setDoing(undefined);
    setChosen([]);
  };
  return (
    <Page
      title={t('nav.inbox')}
      extra={
        <>
          {may('inbox_manage') ? <Button disabled={acted.length === 0} onClick={() => setDoing('assign')}>{t('inbox.assign', { count: rows.length || acted.length })}</Button> : null}
          {may('loop_step') ? <Button type="primary" disabled={!acted.some((row) => STEPPED.includes(row.kind))} onClick={() => setDoing('steps')}>{t('inbox.steps', { count: rows.length || acted.length })}</Button> : null}
          <Button type="text" icon={<QuestionCircleOutlined aria-hidden />} onClick={() => setDoing('keys')}>{t('inbox.keys')}</Button>
        </>
      }
    >
      <InboxTabs />
      <Kinds counts={counts} />
      <InboxFilters search={search} />
      <VirtualTable<InboxRow>
        label={t('nav.inbox')}
        list={list}
        rowKey={keyOf}
        width={1180}
        at={at}
        onOpen={open}
        rowClass={(row) => (row.overdue ? 'is-overdue' : '')}
        selection={{ keys: chosen, onChange: setChosen }}
        empty={t('home.nothing_waits')}
        columns={useColumns()}
      />
      {doing === 'assign' ? <AssignModal rows={acted} onClose={() => setDoing(undefined)} onDone={done} /> : null}
      {doing === 'steps' ? <StepsModal rows={acted.filter((row) => STEPPED.includes(row.kind))} onClose={() => setDoing(undefined)} onDone={done} /> : null}
      <Modal open={doing === 'keys'} title={t('inbox.keys')} footer={null} onCancel={() => setDoing(undefined)}>
        <dl className="keys">
          {KEYS.map((key) => <div key={key}><dt><kbd>{key}</kbd></dt><dd>{t(`inbox.key_${WORDS[key] ?? key}`)}</dd></div>)}
        </dl>
      </Modal>
    </Page>
  );
}

/** Keys whose texts have names. */
const WORDS: Record<string, string> = { Enter: 'enter', '1-9': 'numbers', 0: 'zero', '/': 'slash', '?': 'help' };

function useColumns() {
  const { t, i18n } = useTranslation();
  const title = useTitle();
  const word = useWord();
  const refusal = useRefusal();
  const english = i18n.language === 'en';
  return [
    {
      title: t('home.what'),
      width: 380,
      ellipsis: true,
      render: (_: unknown, row: InboxRow) => (
        <>
          <Go to={waitingPage(row.kind, row.object)}>{(english && row.title_en) || row.title}</Go> <ExampleBadge show={row.example} />
          {row.code ? <span className="overdue"> {refusal(row.code)}</span> : null}
          {row.group_size > 1 && row.group ? <Go to={`/inbox?group=${encodeURIComponent(row.group)}`}><Badge count={row.group_size} color="blue" overflowCount={9999} title={t('inbox.group', { count: row.group_size })} /></Go> : null}
        </>
      ),
    },
    { title: t('home.kind'), width: 92, render: (_: unknown, row: InboxRow) => <Tag color={COLOUR[row.kind]}>{word('waiting_kind', row.kind)}</Tag> },
    { title: t('findings.severity'), width: 74, render: (_: unknown, row: InboxRow) => (row.severity ? <SeverityTag severity={row.severity} /> : null) },
    { title: t('home.to_do'), width: 170, ellipsis: true, render: (_: unknown, row: InboxRow) => (english && !row.action.en && row.title_en) || title(row.action) },
    { title: t('inbox.from'), width: 150, ellipsis: true, dataIndex: 'from' },
    { title: t('home.clock'), width: 140, render: (_: unknown, row: InboxRow) => <Due ms={row.due} /> },
    { title: t('inbox.since'), width: 100, render: (_: unknown, row: InboxRow) => <Ago ms={row.since} /> },
    { title: t('inbox.assignee'), width: 100, ellipsis: true, render: (_: unknown, row: InboxRow) => (row.assignee ? <span>{row.assignee.name}{row.mine ? ` (${t('inbox.me')})` : ''}</span> : <span className="muted">–</span>) },
  ];
}

/** What waits, by kind; each count opens its list. */
function Kinds({ counts }: { counts?: InboxCounts }) {
  const { t } = useTranslation();
  const word = useWord();
  const [filter, change] = useFilter();
  const all = [{ key: '', count: counts?.total ?? 0, overdue: counts?.overdue ?? 0 }, ...(counts?.by_kind ?? [])];
  return (
    <div className="chips" role="group" aria-label={t('home.kind')}>
      {all.map((kind, index) => {
        const on = (filter.kind ?? '') === kind.key;
        const name = kind.key ? word('waiting_kind', kind.key) : t('filings.all');
        return (
          <button key={kind.key} type="button" className={on ? 'chip chip-on' : 'chip'} aria-pressed={on} aria-label={t('inbox.chip', { name, count: kind.count, overdue: kind.overdue })} onClick={() => change({ kind: kind.key })}>
            {index > 0 && index < 10 ? <kbd aria-hidden>{index}</kbd> : null}
            <span>{name}</span> <b>{count(kind.count)}</b>
            {kind.overdue > 0 ? <i className="overdue">{count(kind.overdue)}</i> : null}
          </button>
        );
      })}
    </div>
  );
}

function InboxFilters({ search }: { search: React.RefObject<HTMLInputElement | null> }) {
  const { t } = useTranslation();
  const word = useWord();
  const [filter, change] = useFilter();
  const counts = useGet('/api/v1/inbox/counts').data;
  const [text, setText] = useState(filter.q ?? '');
  useEffect(() => setText(filter.q ?? ''), [filter.q]);
  return (
    <Filters specs={[{ name: 'severity', label: t('findings.severity'), options: SEVERITIES.map((value) => ({ value, label: word('severity', value) })) }]}>
      <Segmented
        value={['mine', 'nobody'].includes(filter.assigned ?? '') ? filter.assigned! : ''}
        onChange={(assigned) => change({ assigned })}
        options={[
          { value: '', label: t('filings.all') },
          { value: 'mine', label: t('inbox.mine', { count: counts?.mine ?? 0 }) },
          { value: 'nobody', label: t('inbox.unassigned', { count: counts?.unassigned ?? 0 }) },
        ]}
      />
      <Button type={filter.overdue === 'true' ? 'primary' : 'default'} danger={filter.overdue === 'true'} aria-pressed={filter.overdue === 'true'} onClick={() => change({ overdue: filter.overdue === 'true' ? undefined : 'true' })}>
        {t('inbox.overdue', { count: counts?.overdue ?? 0 })}
      </Button>
      <Input ref={search as never} aria-label={t('inbox.search')} placeholder={t('inbox.search')} allowClear style={{ width: 200 }} value={text} onChange={(event) => { setText(event.target.value); if (event.target.value === '') change({ q: undefined }); }} onPressEnter={() => change({ q: text.trim() })} onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()} />
      <Select aria-label={t('filings.sort')} value={filter.sort ?? 'due'} onChange={(sort) => change({ sort: sort === 'due' ? undefined : sort })} style={{ minWidth: 130 }} options={SORTS.map((value) => ({ value, label: t(`inbox.sort_${value.startsWith('-') ? `${value.slice(1)}_down` : value}`) }))} />
      {filter.group ? <Tag closable onClose={() => change({ group: undefined })}>{t('inbox.one_group')}</Tag> : null}
    </Filters>
  );
}
