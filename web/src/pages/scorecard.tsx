// The scorecard of nodes: how far the tree has come, by live traffic; who needs a hand, and why.
import { CheckCircleFilled, WarningFilled } from '@ant-design/icons';
import { Card, Progress, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { useEffect } from 'react';
import { useGet, useList, useTotal } from '../api/hooks';
import type { NodeRow } from '../api/types';
import { useNow } from '../clock';
import { count } from '../format';
import { useWord } from '../i18n/words';
import { Go } from '../ui/go';
import { Page } from '../ui/page';
import { DataTable } from '../ui/table';
import { LinkTabs } from '../ui/tabs';
import { Ago, Time, useSpan } from '../ui/tags';
import { page } from '../url';

/** What the pilot is to reach. */
const TARGETS = { provincial: 20, enterprise: 500 } as const;
const SOON_MS = 30 * 86_400_000;
const SKEW_MS = 5_000;
const LAG_MS = 10 * 60_000;

export function NodeTabs() {
  const { t } = useTranslation();
  return <LinkTabs tabs={[{ path: '/nodes', label: t('nav.nodes') }, { path: '/nodes/scorecard', label: t('scorecard.title') }, { path: '/nodes/enrolments', label: t('enrolments.title'), action: 'node_manage' }]} />;
}

const neighbour = (row: NodeRow) => row.relation === 'parent' || row.relation === 'child';

/** Reasons to look after a node; none where all is well. */
export function troubles(row: NodeRow, version: string | undefined, now: number): string[] {
  if (!neighbour(row)) return [];
  const all: [string, boolean][] = [
    ['offline', !row.online],
    ['suspended', row.state !== 'active'],
    ['lag', row.lag_ms > LAG_MS],
    ['skew', Math.abs(row.skew_ms) > SKEW_MS],
    ['certificate', row.certificate_expires != null && row.certificate_expires - now < SOON_MS],
    ['version', version !== undefined && row.version !== '' && row.version !== version],
  ];
  return all.filter(([, bad]) => bad).map(([name]) => name);
}

export function Scorecard() {
  const { t } = useTranslation();
  const word = useWord();
  const span = useSpan();
  const now = useNow();
  const version = useGet('/api/v1/node').data?.version;
  const list = useList('/api/v1/nodes', { limit: 200 });
  // The figures are over all nodes: hundreds, a few pages.
  useEffect(() => {
    if (list.more && !list.loadingMore) list.more();
  }, [list]);
  const rows = list.items.filter(neighbour).sort((a, b) => troubles(b, version, now).length - troubles(a, version, now).length || b.lag_ms - a.lag_ms);
  return (
    <Page title={t('scorecard.title')}>
      <NodeTabs />
      <div className="stack">
        <div className="columns-even">
          {(['provincial', 'enterprise'] as const).map((kind) => <Reach key={kind} kind={kind} rows={list.items.filter((row) => row.kind === kind)} />)}
        </div>
        <DataTable<NodeRow>
          label={t('scorecard.title')}
          list={{ ...list, items: rows, total: rows.length, more: undefined }}
          rowKey={(row) => row.node}
          rowClass={(row) => (troubles(row, version, now).includes('offline') ? 'is-overdue' : '')}
          empty={t('scorecard.no_neighbours')}
          columns={[
            { title: t('nodes.name'), render: (_, row) => <>{row.name} <span className="muted">{word('node_kind', row.kind)} · {word('relation', row.relation)}</span></> },
            { title: t('scorecard.needs'), className: 'wrap', render: (_, row) => <Needs reasons={troubles(row, version, now)} /> },
            { title: t('nodes.last_seen'), render: (_, row) => <Ago ms={row.last_seen} /> },
            { title: t('scorecard.lag'), render: (_, row) => <Go to={page('/deliveries', { peer: row.node, state: 'queued' })}>{row.backlog > 0 ? `${span(row.lag_ms)} · ${count(row.backlog)}` : '0'}</Go> },
            { title: t('nodes.peer_backlog'), align: 'right', render: (_, row) => count(row.peer_backlog) },
            { title: t('scorecard.rejected_there'), align: 'right', render: (_, row) => <Rejections peer={row.node} direction="out" /> },
            { title: t('scorecard.rejected_here'), align: 'right', render: (_, row) => <Rejections peer={row.node} direction="in" /> },
            { title: t('nodes.skew'), align: 'right', render: (_, row) => `${count(row.skew_ms)} ms` },
            { title: t('nodes.version'), render: (_, row) => (row.version === version ? row.version : <Tag color="gold">{row.version || '–'}</Tag>) },
            { title: t('nodes.certificate'), render: (_, row) => <Time ms={row.certificate_expires} /> },
          ]}
        />
      </div>
    </Page>
  );
}

function Needs({ reasons }: { reasons: string[] }) {
  const { t } = useTranslation();
  const word = useWord();
  if (reasons.length === 0) return <span className="good"><CheckCircleFilled aria-hidden /> {t('scorecard.well')}</span>;
  return <span className="tags">{reasons.map((reason) => <Tag key={reason} color={reason === 'offline' ? 'red' : 'gold'} icon={<WarningFilled aria-hidden />}>{word('node_trouble', reason)}</Tag>)}</span>;
}

/** Rejections at one end; the number opens them. */
function Rejections({ peer, direction }: { peer: string; direction: string }) {
  const query = { peer, direction, state: 'rejected' };
  const total = useTotal('/api/v1/deliveries', query);
  return <Go to={page('/deliveries', query)}><span className={(total ?? 0) > 0 ? 'overdue' : undefined}>{total ?? '…'}</span></Go>;
}

/** Admitted nodes of a kind against the target, and those heard of just now. */
function Reach({ kind, rows }: { kind: keyof typeof TARGETS; rows: readonly NodeRow[] }) {
  const { t } = useTranslation();
  const word = useWord();
  const target = TARGETS[kind];
  const admitted = rows.filter((row) => row.state === 'active').length;
  const heard = rows.filter((row) => neighbour(row) || row.relation === 'self');
  const live = heard.filter((row) => row.online || row.relation === 'self').length;
  const share = (value: number) => Math.min(100, Math.round((1000 * value) / target) / 10);
  return (
    <Card size="small" title={t('scorecard.reach', { kind: word('node_kind', kind), target })}>
      <div>{t('scorecard.admitted', { count: admitted })}</div>
      <Progress percent={share(admitted)} format={() => `${admitted} / ${target}`} />
      <div>{t('scorecard.live', { count: live, heard: heard.length })}</div>
      <Progress percent={share(live)} strokeColor="var(--good)" format={() => `${live} / ${target}`} />
      <p className="muted" style={{ marginBottom: 0 }}>{t('scorecard.explain')}</p>
    </Card>
  );
}
