// Dispatches: one task to many, followed on one board.
import { useParams, useRouter } from '@tanstack/react-router';
import { Button, Card, Progress, Statistic } from 'antd';
import { useState, type Key } from 'react';
import { useTranslation } from 'react-i18next';
import { useGet, useList } from '../../api/hooks';
import type { DispatchBoard, DispatchRow, TaskFigures, TaskRow } from '../../api/loop';
import { useWord } from '../../i18n/words';
import { OVER } from '../../loop/state';
import { Bars } from '../../ui/bars';
import { pick, useFilter } from '../../ui/filters';
import { Go } from '../../ui/go';
import { LoopSteps } from '../../loop/batch';
import { Page, Ready } from '../../ui/page';
import { DataTable, Filters } from '../../ui/table';
import { Due, SeverityTag, StateTag, Time } from '../../ui/tags';
import { objectPage, page } from '../../url';
import { TaskTabs } from './tabs';

const at = (id: string) => `/tasks/dispatches/${encodeURIComponent(id)}`;
const done = (row: { total: number; open: number }) => (row.total > 0 ? Math.round((100 * (row.total - row.open)) / row.total) : 0);

export function Dispatches() {
  const { t } = useTranslation();
  const router = useRouter();
  const list = useList('/api/v1/tasks/dispatches');
  return (
    <Page title={t('tasks.dispatches')}>
      <TaskTabs />
      <DataTable<DispatchRow>
        label={t('tasks.dispatches')}
        list={list}
        rowKey={(row) => row.id}
        onOpen={(row) => router.history.push(at(row.id))}
        rowClass={(row) => (row.overdue > 0 ? 'is-overdue' : '')}
        columns={[
          { title: t('notices.number'), render: (_, row) => <Go to={at(row.id)}>{row.number}</Go> },
          { title: t('notices.title'), dataIndex: 'title', className: 'wrap' },
          { title: t('findings.severity'), render: (_, row) => <SeverityTag severity={row.severity} /> },
          { title: t('tasks.progress'), render: (_, row) => <Progress percent={done(row)} size="small" style={{ width: 140 }} format={() => `${row.total - row.open}/${row.total}`} /> },
          { title: t('tasks.overdue'), align: 'right', render: (_, row) => (row.overdue > 0 ? <span className="overdue">{row.overdue}</span> : 0) },
          { title: t('notices.clock'), render: (_, row) => <Due ms={row.due} done={row.open === 0} /> },
          { title: t('notices.issued'), render: (_, row) => <Time ms={row.issued} /> },
        ]}
      />
    </Page>
  );
}

/** The board of one dispatch. */
export function Dispatch() {
  const { t } = useTranslation();
  const { id = '' } = useParams({ strict: false });
  const board = useGet('/api/v1/tasks/dispatches/{id}', { path: { id } });
  const row = board.data;
  return (
    <Page back="/tasks/dispatches" title={row ? <><SeverityTag severity={row.severity} /> {row.number} {row.title}</> : t('tasks.dispatches')}>
      <Ready query={board}>{(data) => <Board board={data} />}</Ready>
    </Page>
  );
}

function Board({ board }: { board: DispatchBoard }) {
  const { t } = useTranslation();
  const word = useWord();
  const router = useRouter();
  const [filter, change] = useFilter();
  const [chosen, setChosen] = useState<Key[]>([]);
  const list = useList('/api/v1/tasks', { dispatch: board.id, ...pick(filter, ['state', 'overdue', 'q']) });
  return (
    <div className="stack">
      <Card size="small">
        <div className="facts">
          <Statistic title={t('tasks.recipients')} value={board.figures.total} />
          <Statistic title={t('tasks.open')} value={board.figures.open} />
          <Statistic title={t('tasks.overdue')} value={board.figures.overdue} styles={board.figures.overdue > 0 ? { content: { color: 'var(--bad)' } } : {}} />
          <Statistic title={t('tasks.urged')} value={board.urged} />
          <div><div className="muted">{t('notices.clock')}</div><Due ms={board.due} done={board.figures.open === 0} /></div>
          {board.part_of ? <Go to={objectPage('tasks', board.part_of)}>{t('tasks.part_of')}</Go> : null}
        </div>
        <p className="notice-text">{board.text}</p>
      </Card>
      <div className="columns-even">
        <Card size="small" title={t('loops.by_state')}>
          <Bars label={t('loops.by_state')} bars={board.figures.by_state.map(({ key, count }) => ({ key, label: word('task_state', key), value: count, to: page(at(board.id), { state: key }) }))} />
        </Card>
        <Card size="small" title={t('tasks.below')}>
          <Below figures={board.below} />
        </Card>
      </div>
      <Filters specs={[{ name: 'q', label: t('tasks.search'), width: 220 }]}>
        {filter.state ? <Button onClick={() => change({ state: undefined })}>{word('task_state', filter.state)} ×</Button> : null}
        <Button aria-pressed={filter.overdue === 'true'} danger={filter.overdue === 'true'} onClick={() => change({ overdue: filter.overdue === 'true' ? undefined : 'true' })}>{t('notices.only_overdue')}</Button>
        <LoopSteps ids={chosen.map(String)} titles={new Map(list.items.map((row) => [row.id, row.recipient_name]))} onDone={() => setChosen([])} />
      </Filters>
      <DataTable<TaskRow>
        label={t('tasks.board')}
        list={list}
        rowKey={(row) => row.id}
        onOpen={(row) => router.history.push(objectPage('tasks', row.id))}
        rowClass={(row) => (row.overdue ? 'is-overdue' : '')}
        selection={{ keys: chosen, onChange: setChosen }}
        columns={[
          { title: t('tasks.recipient'), render: (_, row) => <Go to={objectPage('tasks', row.id)}>{row.recipient_name}</Go> },
          { title: t('notices.state'), render: (_, row) => <StateTag group="task_state" state={row.state} /> },
          { title: t('notices.clock'), render: (_, row) => <Due ms={row.due} done={OVER.includes(row.state)} /> },
        ]}
      />
    </div>
  );
}

/** How the parts stand that recipients made of it: counts only. */
export function Below({ figures }: { figures: TaskFigures }) {
  const { t } = useTranslation();
  const word = useWord();
  if (figures.total === 0) return <span className="muted">{t('tasks.no_parts')}</span>;
  return (
    <>
      <Progress percent={done(figures)} format={() => `${figures.total - figures.open}/${figures.total}`} />
      <p>{figures.by_state.map(({ key, count }) => `${word('task_state', key)} ${count}`).join(' · ')}{figures.overdue > 0 ? <span className="overdue"> · {t('tasks.overdue')} {figures.overdue}</span> : null}</p>
      <p className="muted">{t('tasks.below_explain')}</p>
    </>
  );
}
