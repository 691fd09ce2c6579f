// One observation or flow, decoded: shared by the explorer, findings and assets.
import { Drawer, Empty, Table, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { useGet } from '../api/hooks';
import type { Anomaly, Endpoint, FileSeen, FlowSummary, Observation, ProbeEvent, SignatureAlert } from '../api/types';
import { bytes, captureTime, count } from '../format';
import { useWord } from '../i18n/words';
import { Fields } from './fields';
import { JsonOf, JsonText } from './json';
import { Ready } from './page';
import { Host } from './tags';

export function hostOf(end: Endpoint): string {
  return end.ip ?? end.mac;
}

export function endpoint(end: Endpoint): string {
  return end.port ? `${hostOf(end)}:${end.port}` : hostOf(end);
}

/** What it acts on, as one text: `holding_register 0–9`. */
export function objectText(object: Observation['object']): string {
  if (object?.range) {
    const { space, start, count: length } = object.range;
    return length > 1 ? `${space} ${start}–${start + length - 1}` : `${space} ${start}`;
  }
  return object?.named ? `${object.named.space} ${object.named.name}` : '';
}

/** How it ended, as one text. */
export function outcomeText(outcome: Observation['outcome']): string {
  if (!outcome) return '';
  return outcome === 'ok' ? 'ok' : `${outcome.error.name} (${outcome.error.code})`;
}

/** Both ends of an event, as far as it has any. */
export function endsOf({ observation, flow, alert, file }: ProbeEvent): [string, string] {
  const one = observation ?? alert;
  if (one) return [hostOf(one.source), hostOf(one.target)];
  const two = flow ?? file;
  return two ? [hostOf(two.client), hostOf(two.server)] : ['', ''];
}

/** An event's capture time. */
export function timeOf({ observation, flow, alert, file, health }: ProbeEvent): number {
  return observation?.time ?? flow?.last ?? alert?.time ?? file?.time ?? health?.time ?? 0;
}

/** The observation within an event, however it is wrapped. */
export function asEvent(value: ProbeEvent | Observation): ProbeEvent {
  return 'protocol' in value ? { observation: value } : value;
}

const RISK_COLOUR: Record<string, string> = {
  write: 'orange', control: 'volcano', program: 'red', firmware: 'red', stop: 'red', identify: 'gold', read: 'blue', link: 'default',
};

export function RiskTag({ risk }: { risk: string }) {
  const word = useWord();
  return <Tag color={RISK_COLOUR[risk] ?? 'default'}>{word('risk', risk)}</Tag>;
}

function Anomalies({ anomalies }: { anomalies: readonly Anomaly[] }) {
  const { t } = useTranslation();
  if (anomalies.length === 0) return <span className="muted">{t('observation.no_anomalies')}</span>;
  return (
    <Table
      size="small"
      pagination={false}
      rowKey={(row) => `${row.code}${row.offset}`}
      dataSource={[...anomalies]}
      columns={[
        { title: t('observation.code'), dataIndex: 'code', render: (code: string) => <Tag color="red">{code}</Tag> },
        { title: t('observation.offset'), dataIndex: 'offset' },
        { title: t('observation.field'), dataIndex: 'field' },
      ]}
    />
  );
}

function Decoded({ observation: o }: { observation: Observation }) {
  const { t } = useTranslation();
  const word = useWord();
  return (
    <div className="stack">
      <Fields
        rows={[
          [t('observation.time'), captureTime(o.time)],
          [t('observation.packet'), o.packet],
          [t('observation.source'), <Host key="s" host={hostOf(o.source)} />],
          [t('observation.target'), <Host key="t" host={hostOf(o.target)} />],
          [t('observation.ends'), `${endpoint(o.source)} → ${endpoint(o.target)}`],
          [t('observation.macs'), `${o.source.mac} → ${o.target.mac}`],
          [t('observation.protocol'), `${o.protocol} · ${o.transport}`],
          [t('observation.kind'), word('message_kind', o.kind)],
          [t('observation.operation'), `${o.operation} (${o.code})`],
          [t('observation.risk'), <RiskTag key="r" risk={o.risk} />],
          [t('observation.object'), objectText(o.object)],
          [t('observation.outcome'), outcomeText(o.outcome)],
          [t('observation.count'), o.count ?? 1],
          [t('observation.vlan'), o.vlan?.filter((id) => id > 0).join(' / ')],
        ]}
      />
      <h3>{t('observation.fields')}</h3>
      {o.fields?.length ? (
        <Fields rows={o.fields.map(([name, value]) => [name, String(value)])} />
      ) : (
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('observation.no_fields')} />
      )}
      <h3>{t('observation.anomalies')}</h3>
      <Anomalies anomalies={o.anomalies ?? []} />
    </div>
  );
}

function Flow({ flow: f }: { flow: FlowSummary }) {
  const { t } = useTranslation();
  const word = useWord();
  const both = (pair: [number, number], show: (value: number) => string) => `→ ${show(pair[0])} · ← ${show(pair[1])}`;
  return (
    <div className="stack">
      <Fields
        rows={[
          [t('observation.client'), endpoint(f.client)],
          [t('observation.server'), endpoint(f.server)],
          [t('observation.first'), captureTime(f.first)],
          [t('observation.last'), captureTime(f.last)],
          [t('observation.protocol'), `${f.protocol} · ${f.transport}`],
          [t('observation.state'), word('flow_state', f.state)],
          [t('observation.packets'), both(f.packets, count)],
          [t('observation.bytes'), both(f.bytes, bytes)],
          [t('observation.accounting'), t('observation.accounted', { parsed: bytes(f.parsed), skipped: bytes(f.skipped), lost: bytes(f.lost) })],
        ]}
      />
      <h3>{t('observation.anomalies')}</h3>
      <Anomalies anomalies={f.anomalies ?? []} />
    </div>
  );
}

function Signature({ alert: a }: { alert: SignatureAlert }) {
  const { t } = useTranslation();
  return (
    <Fields
      rows={[
        [t('observation.message'), a.message],
        ['GID:SID:REV', `${a.gid}:${a.sid}:${a.rev}`],
        [t('observation.time'), captureTime(a.time)],
        [t('observation.packet'), a.packet],
        [t('observation.source'), endpoint(a.source)],
        [t('observation.target'), endpoint(a.target)],
        [t('observation.protocol'), [a.protocol, a.transport].filter(Boolean).join(' · ')],
        [t('observation.class'), a.class],
        [t('observation.priority'), a.priority],
        [t('observation.action'), a.action],
        [t('observation.references'), a.references?.map(([kind, value]) => `${kind}: ${value}`).join(', ')],
      ]}
    />
  );
}

function Moved({ file: f }: { file: FileSeen }) {
  const { t } = useTranslation();
  return (
    <Fields
      column={1}
      rows={[
        [t('files.name'), f.name],
        [t('observation.time'), captureTime(f.time)],
        [t('files.from'), endpoint(f.to_server ? f.client : f.server)],
        [t('files.to'), endpoint(f.to_server ? f.server : f.client)],
        [t('observation.protocol'), `${f.protocol} · ${f.transport}`],
        [t('programs.size'), bytes(f.size)],
        [t('files.matches'), f.matches?.join(', ')],
        ['SHA-256', <code key="s" className="hash">{f.sha256}</code>],
        ['SM3', <code key="m" className="hash">{f.sm3}</code>],
      ]}
    />
  );
}

/** An event's content. */
export function EventView({ event }: { event: ProbeEvent }) {
  if (event.observation) return <Decoded observation={event.observation} />;
  if (event.flow) return <Flow flow={event.flow} />;
  if (event.alert) return <Signature alert={event.alert} />;
  return event.file ? <Moved file={event.file} /> : null;
}

interface DrawerProps {
  /** Reference of a stored event. */
  reference?: string;
  /** Or the event itself, as kept in a record. */
  event?: ProbeEvent;
  onClose: () => void;
}

/** The drawer of one observation. */
export function ObservationDrawer({ reference, event, onClose }: DrawerProps) {
  const { t } = useTranslation();
  return (
    <Drawer open={Boolean(reference ?? event)} onClose={onClose} size={720} title={t('observation.title', { reference: reference ?? '' })} destroyOnHidden>
      {event ? (
        <div className="stack">
          <EventView event={event} />
          <h3>JSON</h3>
          <JsonText text={JSON.stringify(event)} />
        </div>
      ) : reference ? (
        <Stored reference={reference} />
      ) : null}
    </Drawer>
  );
}

function Stored({ reference }: { reference: string }) {
  const query = useGet('/api/v1/observations/{reference}', { path: { reference } });
  return (
    <Ready query={query}>
      {(row) => (
        <div className="stack">
          <EventView event={row.event as unknown as ProbeEvent} />
          <h3>JSON</h3>
          <JsonOf path={`/api/v1/observations/${encodeURIComponent(reference)}`} />
        </div>
      )}
    </Ready>
  );
}
