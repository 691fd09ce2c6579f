// One version of a pack: what it holds, its machine, what in it is unverified, and whom it changes.
import { CheckCircleOutlined, DiffOutlined } from '@ant-design/icons';
import { useParams } from '@tanstack/react-router';
import { Alert, Button, Card, Popconfirm, Statistic, Table, Tag, Tooltip } from 'antd';
import { useTranslation } from 'react-i18next';
import { call } from '../api/client';
import type { ChangedResult, PackDetail, PackDiff } from '../api/filing';
import { usePack } from '../api/filings';
import { useCommand, useGet } from '../api/hooks';
import { MachineView } from '../filing/machine-view';
import { ExampleBadge, ExampleLine, SourceMark } from '../filing/marks';
import { useTitle, useWord } from '../i18n/words';
import { usePublisher } from '../filing/procedures';
import { useMay } from '../may';
import { Fields } from '../ui/fields';
import { Go } from '../ui/go';
import { Page, Ready } from '../ui/page';
import { Time } from '../ui/tags';
import { objectPage, packPage, page } from '../url';
import { usePageTitle } from './filing/title';
import { PackState } from './packs';

function useName(): { id: string; version: string } {
  const { id = '', version = '' } = useParams({ strict: false });
  return { id, version };
}

export function Pack() {
  const { t } = useTranslation();
  const title = useTitle();
  const may = useMay();
  const { id, version } = useName();
  const pack = usePack(`${id}@${version}`);
  const row = pack.data;
  usePageTitle(row ? title(row.title) : '', version);
  const publish = useCommand(() => call('post', '/api/v1/packs/{id}/{version}/publish', { path: { id, version }, body: {} }), t('packs.published'));
  return (
    <Page
      back="/packs"
      title={row ? <>{title(row.title)} <ExampleBadge show={row.example} /> <PackState state={row.state} /><span className="muted subtitle">{id}@{version}</span></> : ''}
      extra={
        <>
          {row?.kind === 'procedure' && may('pack_manage') ? <Go to={`${packPage(`${id}@${version}`)}/diff`}><DiffOutlined aria-hidden /> {t('packs.diff')}</Go> : null}
          {row?.state === 'draft' && may('pack_manage') ? (
            <Popconfirm title={t('packs.publish_sure', { day: row.effective_from })} description={row.example ? t('filings.example_hint') : undefined} onConfirm={() => publish.mutate(undefined)}>
              <Button type="primary" icon={<CheckCircleOutlined aria-hidden />} loading={publish.isPending}>{t('packs.publish')}</Button>
            </Popconfirm>
          ) : null}
        </>
      }
    >
      <ExampleLine show={row?.example} />
      <Ready query={pack}>{(data) => <Whole pack={data} />}</Ready>
    </Page>
  );
}

function Whole({ pack }: { pack: PackDetail }) {
  const { t } = useTranslation();
  const title = useTitle();
  const word = useWord();
  const publisher = usePublisher();
  const names = (texts: PackDetail['forms']) => Object.values(texts).map((text) => title(text)).join('、');
  return (
    <div className="columns-even">
      <div className="stack">
        <Fields
          column={1}
          rows={[
            [t('packs.kind'), word('pack_kind', pack.kind)],
            [t('packs.effective'), pack.effective_from],
            [t('packs.publisher'), publisher(pack.publisher)],
            ['SHA-256', <code key="d" className="hash">{pack.digest}</code>],
            [t('packs.forms'), names(pack.forms)],
            [t('packs.documents'), names(pack.documents)],
            [t('packs.filings'), pack.kind === 'procedure' ? <Go key="f" to={page('/filings', { procedure: pack.id })}>{pack.filings}</Go> : undefined],
          ]}
        />
        <Card size="small" title={t('packs.sources')}>
          {pack.sources.map((source) => (
            <div key={`${source.document}${source.article ?? ''}`}><SourceMark source={source} bare /> <span className="muted">{word('confidence', source.confidence)}</span></div>
          ))}
        </Card>
        {pack.unverified.length > 0 ? (
          <Card size="small" title={t('packs.unverified', { count: pack.unverified.length })} styles={{ body: { padding: 0 } }}>
            <Table
              size="small"
              rowKey={(row) => `${row.file}${row.path}`}
              dataSource={pack.unverified}
              pagination={pack.unverified.length > 10 ? { pageSize: 10, size: 'small', showSizeChanger: false } : false}
              columns={[
                { title: t('packs.file'), render: (_, row) => <code>{row.file}</code> },
                { title: t('packs.place'), render: (_, row) => <code className="hash">{row.path}</code> },
                { title: t('packs.confidence'), render: (_, row) => <Tag color="gold">{word('confidence', row.confidence)}</Tag> },
              ]}
            />
          </Card>
        ) : null}
      </div>
      {pack.machine ? (
        <Card size="small" title={t('machine.title')}>
          <MachineView machine={pack.machine} />
          <Transitions pack={pack} />
        </Card>
      ) : null}
    </div>
  );
}

function Transitions({ pack }: { pack: PackDetail }) {
  const { t } = useTranslation();
  const title = useTitle();
  const word = useWord();
  const state = (id: string) => title(pack.machine?.states.find((one) => one.id === id)?.title) || id;
  return (
    <Table
      size="small"
      rowKey={(row) => `${row.from}${row.action}${row.to}`}
      dataSource={pack.machine?.transitions ?? []}
      pagination={false}
      columns={[
        { title: t('machine.action'), render: (_, row) => title(row.title) },
        { title: t('machine.from'), render: (_, row) => state(row.from) },
        { title: t('machine.to'), render: (_, row) => state(row.to) },
        { title: t('machine.who'), render: (_, row) => row.roles.map((role) => word('role', role)).join('、') },
      ]}
    />
  );
}

/** Whose result changes under this version, before its first day. */
export function PackDifference() {
  const { t } = useTranslation();
  const { id, version } = useName();
  const pack = usePack(`${id}@${version}`);
  const diff = useGet('/api/v1/packs/{id}/{version}/diff', { path: { id, version } });
  usePageTitle(t('packs.diff'), `${id}@${version}`);
  return (
    <Page back={packPage(`${id}@${version}`)} title={<>{t('packs.diff')} <ExampleBadge show={pack.data?.example} /><span className="muted subtitle">{id}@{version}</span></>}>
      <ExampleLine show={pack.data?.example} />
      <Ready query={diff}>{(data) => <Changes diff={data} />}</Ready>
    </Page>
  );
}

function Changes({ diff }: { diff: PackDiff }) {
  const { t } = useTranslation();
  const title = useTitle();
  const word = useWord();
  const named = (row: ChangedResult, code: string) => title(diff.results?.[row.result]?.codes[code]) || code || '–';
  const moved = (row: ChangedResult) => (row.score_before !== undefined && row.score_before !== null && row.score_after !== undefined && row.score_after !== null ? `${row.score_before} → ${row.score_after}` : '–');
  return (
    <div className="stack">
      <Card size="small">
        <div className="facts">
          <Statistic title={t('packs.versions')} value={`${diff.before || '–'} → ${diff.after}`} styles={{ content: { fontSize: 16 } }} />
          <Statistic title={t('packs.evaluated')} value={diff.filings} />
          {diff.left_out ? <Statistic title={t('packs.left_out')} value={diff.left_out} /> : null}
          {diff.summaries ? <Statistic title={<Tooltip title={t('packs.summaries_hint')}>{t('packs.summaries')}</Tooltip>} value={diff.summaries} /> : null}
          <Statistic title={t('packs.changed')} value={diff.changed.length} styles={{ content: diff.changed.length > 0 ? { color: 'var(--warn)' } : {} }} />
        </div>
      </Card>
      {diff.changed.length === 0 ? <Alert type="success" showIcon title={t('packs.nobody_changes')} /> : (
        <Table
          size="small"
          rowKey={(row) => `${row.filing}${row.result}`}
          dataSource={diff.changed}
          pagination={diff.changed.length > 20 ? { pageSize: 20, size: 'small' } : false}
          columns={[
            { title: t('filings.applicant'), render: (_, row) => <Go to={objectPage('filings', row.filing)}>{row.applicant_name}</Go> },
            { title: t('filings.result'), render: (_, row) => title(diff.results?.[row.result]?.title) || row.result },
            { title: t('packs.before'), render: (_, row) => <Tag>{named(row, row.before)}</Tag> },
            { title: t('packs.after'), render: (_, row) => <Tag color="geekblue">{named(row, row.after)}</Tag> },
            { title: t('filings.score'), render: (_, row) => moved(row) },
            { title: t('packs.filed'), render: (_, row) => <Time ms={row.filed} /> },
          ]}
        />
      )}
      {Object.keys(diff.fields).length > 0 ? (
        <Card size="small" title={t('packs.fields')}>
          {Object.entries(diff.fields).map(([field, how]) => (
            <div key={field}><Tag>{word('field_change', how)}</Tag> <code>{field}</code></div>
          ))}
        </Card>
      ) : null}
    </div>
  );
}
