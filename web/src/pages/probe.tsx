import { useParams } from '@tanstack/react-router';
import { Alert, Card, Empty, Segmented, Table, Tag } from 'antd';
import { useMemo, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useGet, useList } from '../api/hooks';
import type { HealthFault, HealthReport, HealthSample, NodeRules, ProbeHealthView, ProtocolAccount } from '../api/types';
import { Chart } from '../charts/lazy';
import { linesOption, type Line } from '../charts/lines';
import { bytes, count } from '../format';
import { useWord } from '../i18n/words';
import { Fields } from '../ui/fields';
import { Go } from '../ui/go';
import { figure, packetRate, percent, share } from '../ui/health';
import { Page, Ready } from '../ui/page';
import { Ago, CaptureTime, Hash, StateTag, useSpan } from '../ui/tags';
import { objectPage, page } from '../url';

const HOURS = [1, 6, 24, 168];

/** How one probe fares: what is wrong, its figures over time, its account of every protocol. */
export function ProbeHealth() {
  const { t } = useTranslation();
  const { id = '' } = useParams({ strict: false });
  const [hours, setHours] = useState(24);
  // Fixed while the span stays: a query that moved with the clock would never be found again.
  const from = useMemo(() => Date.now() - hours * 3_600_000, [hours]);
  const health = useGet('/api/v1/probes/{id}/health', { path: { id }, query: { from } });
  const probe = health.data?.probe;
  return (
    <Page
      back="/probes"
      title={<>{probe?.name ?? t('health.title')} {probe ? <StateTag group="probe_state" state={probe.state} /> : null}</>}
      extra={<Segmented<number> aria-label={t('health.span')} value={hours} onChange={setHours} options={HOURS.map((value) => ({ value, label: t('health.hours', { value }) }))} />}
    >
      <Ready query={health}>{(data) => <Content data={data} />}</Ready>
    </Page>
  );
}

function Content({ data }: { data: ProbeHealthView }) {
  const { t } = useTranslation();
  if (!data.report) {
    return <Card size="small"><Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('health.none')} /></Card>;
  }
  return (
    <div className="stack">
      <Verdict faults={data.verdict} />
      <Figures report={data.report} />
      {data.report.node_rules ? <RulesOfNode rules={data.report.node_rules} /> : null}
      <Samples samples={data.samples} />
      <Card size="small" title={t('health.protocols')} styles={{ body: { padding: 0 } }}>
        <Accounts rows={data.report.protocols} />
      </Card>
      <Fields
        column={3}
        rows={[
          [t('health.place'), data.probe.place],
          [t('health.sources'), data.report.sources.join(', ')],
          [t('health.version'), data.report.version],
          [t('health.run'), <CaptureTime key="r" ns={data.report.run} />],
          [t('health.last_packet'), <CaptureTime key="p" ns={data.report.time} />],
          [t('health.received'), <Ago key="a" ms={data.probe.health?.received ?? data.samples.at(-1)?.received} />],
        ]}
      />
    </div>
  );
}

/** In plain words: what is wrong, or that nothing is. */
function Verdict({ faults }: { faults: HealthFault[] }) {
  const { t } = useTranslation();
  const word = useWord();
  const span = useSpan();
  const worst = faults[0];
  if (!worst) return <Alert type="success" showIcon title={t('health.well')} />;
  const amount = ({ unit, value }: HealthFault) => (unit === 'ms' ? span(value) : unit === 'ppm' ? percent(value / 1e6) : count(value));
  const say = (fault: HealthFault) => t(`health.fault_${fault.code}`, { value: amount(fault), defaultValue: `${word('health', fault.code)} ${amount(fault)}` });
  return (
    <Alert
      className="verdict"
      type={worst.grave ? 'error' : 'warning'}
      showIcon
      title={t(worst.grave ? 'health.wrong' : 'health.attention')}
      description={<ul className="wrongs">{faults.map((one) => <li key={one.code}>{say(one)} {one.code.startsWith('rules_') ? <Go to="/rule-sets">{t('nav.rule_sets')}</Go> : null}</li>)}</ul>}
    />
  );
}

/** Which of the node's rule sets run on the probe, and what does not compile there. */
function RulesOfNode({ rules }: { rules: NodeRules }) {
  const { t } = useTranslation();
  const word = useWord();
  const sets = useList('/api/v1/rule-sets', {});
  const named = (digest: string) => sets.items.find((set) => set.digest === digest);
  return (
    <Card size="small" title={t('health.node_rules')} extra={rules.cached ? <Tag>{t('health.rules_cached')}</Tag> : null}>
      {rules.trouble ? <Alert type="warning" showIcon style={{ marginBottom: 8 }} title={`${word('rules_trouble', rules.trouble)} ${rules.detail}`} /> : null}
      {rules.sets.length === 0 ? <span className="muted">{t('health.no_node_rules')}</span> : null}
      <ul className="wrongs">
        {rules.sets.map((set) => {
          const known = named(set.digest);
          return (
            <li key={set.digest}>
              {known ? <Go to={objectPage('rule-sets', known.id)}>{known.name}</Go> : <Hash text={set.digest} />} {t('health.rules_run', { compiled: count(set.compiled), total: count(set.total) })}
            </li>
          );
        })}
      </ul>
      {rules.failed.length > 0 ? (
        <Table
          size="small"
          rowKey={(row) => `${row.set} ${row.line} ${row.reason}`}
          pagination={{ pageSize: 10, hideOnSinglePage: true }}
          dataSource={rules.failed}
          columns={[
            { title: t('rules.name'), width: 160, render: (_, row) => named(row.set ?? '')?.name ?? <Hash text={row.set ?? ''} /> },
            { title: t('rules.line'), dataIndex: 'line', width: 70 },
            { title: 'SID', width: 100, render: (_, row) => (row.sid > 0 ? <code>{row.sid}</code> : <span className="muted">–</span>) },
            { title: t('rules.reason'), dataIndex: 'reason' },
          ]}
        />
      ) : null}
    </Card>
  );
}

function Figures({ report }: { report: HealthReport }) {
  const { t } = useTranslation();
  const dropped = share(report.dropped, report.packets + report.dropped);
  const cells: [string, ReactNode, string?, string?][] = [
    [t('health.packets'), count(report.packets), bytes(report.bytes)],
    [t('health.dropped'), count(report.dropped), percent(dropped)],
    [t('health.lost'), bytes(report.lost), t('health.gaps', { value: count(report.gaps) })],
    [t('health.sent'), count(report.sent), t('health.merged', { value: count(report.merged) }), '/observations'],
    [t('health.suppressed'), count(report.suppressed), percent(share(report.suppressed, report.sent + report.merged + report.suppressed))],
    [t('health.rules'), count(report.rules), t('health.failed', { value: count(report.rules_failed) }), '/rule-sets'],
    [t('health.alerts'), count(report.alerts), t('health.alerts_open'), page('/findings', { q: 'signature' })],
    [t('health.files'), count(report.files), t('health.files_open'), '/files'],
    [t('health.memory'), report.memory > 0 ? bytes(report.memory) : '–', t('health.flows', { value: count(report.flows) })],
  ];
  return (
    <div className="cells">
      {cells.map(([label, value, note, to]) => (
        <Card size="small" key={label}>
          <div className="muted">{label}</div>
          <div className="cell-value">{to ? <Go to={to} aria-label={`${label}: ${String(value)}`}>{value}</Go> : value}</div>
          <div className="muted">{note}</div>
        </Card>
      ))}
    </div>
  );
}

function Samples({ samples }: { samples: HealthSample[] }) {
  const { t } = useTranslation();
  const charts = useMemo(() => chartsOf(samples, t), [samples, t]);
  if (samples.length === 0) return <Card size="small"><Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('health.no_samples')} /></Card>;
  return (
    <div className="thirds">
      {charts.map(({ title, option }) => (
        <Card size="small" key={title} title={title}>
          <Chart option={option} height={140} label={title} />
        </Card>
      ))}
    </div>
  );
}

function chartsOf(samples: HealthSample[], t: (key: string) => string) {
  const chart = (title: string, lines: Line[], show: (value: number) => string) => ({ title, option: linesOption(lines, show) });
  const plain = (value: number) => count(Math.round(value));
  const bar = (name: string, colour: string, of: (sample: HealthSample) => number): Line => ({ name, colour, points: figure(samples, of), bars: true });
  return [
    chart(t('health.rate'), [{ name: t('health.rate'), colour: '#1668dc', points: packetRate(samples) }], plain),
    chart(t('health.missed'), [bar(t('health.dropped'), '#a8071a', (one) => one.dropped), bar(t('health.undecoded'), '#b07503', (one) => one.undecoded)], plain),
    chart(t('health.lost'), [bar(t('health.lost'), '#d4450c', (one) => one.lost)], bytes),
    chart(t('health.suppressed'), [bar(t('health.suppressed'), '#b07503', (one) => one.suppressed)], plain),
    chart(t('health.told'), [bar(t('health.alerts'), '#c0417a', (one) => one.alerts), bar(t('health.anomalies'), '#5b6b7d', (one) => one.anomalies)], plain),
    chart(t('health.memory'), [{ name: t('health.memory'), colour: '#0f9d8a', points: samples.map((one) => [one.received, one.memory > 0 ? one.memory : null]) }], bytes),
  ];
}

function Accounts({ rows }: { rows: ProtocolAccount[] }) {
  const { t } = useTranslation();
  const by = (of: (row: ProtocolAccount) => number) => (a: ProtocolAccount, b: ProtocolAccount) => of(a) - of(b);
  const lostShare = (row: ProtocolAccount) => share(row.lost, row.parsed + row.skipped + row.lost);
  const skippedShare = (row: ProtocolAccount) => share(row.skipped, row.parsed + row.skipped + row.lost);
  return (
    <Table<ProtocolAccount>
      size="small"
      rowKey="name"
      pagination={false}
      dataSource={rows}
      scroll={{ x: 'max-content' }}
      columns={[
        { title: t('observation.protocol'), render: (_, row) => (row.name ? <Go to={objectPage('protocols', row.name)}>{row.name}</Go> : <span className="muted">{t('asset.unrecognised')}</span>) },
        { title: t('health.messages'), align: 'right', sorter: by((row) => row.messages), render: (_, row) => (row.messages > 0 ? <Go to={page('/observations', { protocol: row.name })}>{count(row.messages)}</Go> : '0') },
        { title: t('health.flow_count'), align: 'right', sorter: by((row) => row.flows), render: (_, row) => count(row.flows) },
        { title: t('health.parsed'), align: 'right', sorter: by((row) => row.parsed), render: (_, row) => bytes(row.parsed) },
        { title: t('health.skipped'), align: 'right', sorter: by((row) => row.skipped), render: (_, row) => <>{bytes(row.skipped)} <span className="muted">{percent(skippedShare(row))}</span></> },
        { title: t('health.lost_bytes'), align: 'right', sorter: by(lostShare), render: (_, row) => <span className={lostShare(row) >= 0.02 ? 'overdue' : undefined}>{bytes(row.lost)} <span className="muted">{percent(lostShare(row))}</span></span> },
        { title: t('health.panics'), align: 'right', sorter: by((row) => row.panics), render: (_, row) => (row.panics > 0 ? <Tag color="red">{count(row.panics)}</Tag> : '0') },
      ]}
    />
  );
}
