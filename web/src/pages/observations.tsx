import { Button, Card, Tag, Tooltip } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useGet, useList } from '../api/hooks';
import type { ObservationRow, ProbeEvent } from '../api/types';
import type { ChartEvent } from '../charts/chart';
import { Chart } from '../charts/lazy';
import { seriesOption } from '../charts/series';
import { useWord } from '../i18n/words';
import { RISKS } from '../ui/choices';
import { pick, useFilter } from '../ui/filters';
import { ObservationDrawer, RiskTag, endsOf, objectText, outcomeText, timeOf } from '../ui/observation';
import { Page, Ready } from '../ui/page';
import { Period, nanos } from '../ui/period';
import { useProtocols } from '../ui/protocols';
import { DataTable, Filters } from '../ui/table';
import { CaptureTime, Host } from '../ui/tags';

const NAMES = ['host', 'protocol', 'operation', 'risk', 'from', 'to'];

/** Everything the probes heard. Times in the address are nanoseconds of capture time, as in the API. */
export function Observations() {
  const { t } = useTranslation();
  const word = useWord();
  const [filter] = useFilter();
  const protocols = useProtocols();
  const [reference, setReference] = useState<string>();
  const list = useList('/api/v1/observations', pick(filter, NAMES));
  return (
    <Page title={t('nav.observations')}>
      <SeriesCard />
      <Filters
        specs={[
          { name: 'host', label: t('observation.host'), width: 170 },
          { name: 'protocol', label: t('observation.protocol'), options: protocols },
          { name: 'operation', label: t('observation.operation'), width: 190 },
          { name: 'risk', label: t('observation.risk'), options: RISKS.map((value) => ({ value, label: word('risk', value) })) },
        ]}
      >
        <Period />
      </Filters>
      <DataTable<ObservationRow>
        label={t('nav.observations')}
        list={list}
        rowKey={(row) => row.reference}
        onOpen={(row) => setReference(row.reference)}
        columns={[
          { title: t('observation.time'), render: (_, row) => <OpenTime row={row} onOpen={setReference} /> },
          { title: t('observation.source'), render: (_, row) => <Host host={endsOf(event(row))[0]} /> },
          { title: t('observation.target'), render: (_, row) => <Host host={endsOf(event(row))[1]} /> },
          { title: t('observation.protocol'), render: (_, row) => <Tag color="blue">{protocolOf(event(row))}</Tag> },
          { title: t('observation.operation'), render: (_, row) => event(row).observation?.operation ?? <Other event={event(row)} /> },
          { title: t('observation.risk'), render: (_, row) => { const risk = event(row).observation?.risk; return risk ? <RiskTag risk={risk} /> : null; } },
          { title: t('observation.object'), render: (_, row) => objectText(event(row).observation?.object) },
          { title: t('observation.outcome'), render: (_, row) => outcomeText(event(row).observation?.outcome) },
          { title: t('observation.count'), align: 'right', render: (_, row) => event(row).observation?.count ?? 1 },
          { title: t('observation.anomalies'), render: (_, row) => <AnomalyCount row={row} /> },
        ]}
      />
      <ObservationDrawer reference={reference} onClose={() => setReference(undefined)} />
    </Page>
  );
}

function event(row: ObservationRow): ProbeEvent {
  return row.event as unknown as ProbeEvent;
}

function protocolOf({ observation, flow, alert, file }: ProbeEvent): string | undefined {
  return observation?.protocol ?? flow?.protocol ?? alert?.protocol ?? file?.protocol;
}

/** What an event is that is no message. */
function Other({ event: { alert, file, health } }: { event: ProbeEvent }) {
  const { t } = useTranslation();
  if (alert) return <>{alert.message || alert.sid} <Tag color="red">{t('observation.alert')}</Tag></>;
  if (file) return <>{file.name} <Tag>{t('observation.file')}</Tag></>;
  return <span className="muted">{t(health ? 'observation.health' : 'observation.flow')}</span>;
}

function OpenTime({ row, onOpen }: { row: ObservationRow; onOpen: (reference: string) => void }) {
  return (
    <Button type="link" size="small" style={{ padding: 0 }} onClick={() => onOpen(row.reference)}>
      <CaptureTime ns={timeOf(event(row))} />
    </Button>
  );
}

function AnomalyCount({ row }: { row: ObservationRow }) {
  const anomalies = event(row).observation?.anomalies ?? event(row).flow?.anomalies ?? [];
  if (anomalies.length === 0) return null;
  return (
    <Tooltip title={anomalies.map((anomaly) => anomaly.code).join(', ')}>
      <Tag color="red">{anomalies.length}</Tag>
    </Tooltip>
  );
}

function SeriesCard() {
  const { t } = useTranslation();
  const [filter, change] = useFilter();
  const series = useGet('/api/v1/observations/series', { query: pick(filter, ['from', 'to']) });
  const option = useMemo(() => (series.data ? seriesOption(series.data) : undefined), [series.data]);
  const zoom = (clicked: ChartEvent) => {
    const step = series.data?.step_ms ?? 0;
    const middle = Array.isArray(clicked.value) ? Number(clicked.value[0]) : undefined;
    if (middle === undefined || step <= 0) return;
    change({ from: nanos(middle - step / 2), to: nanos(middle + step / 2), protocol: clicked.seriesName });
  };
  return (
    <Card size="small" style={{ marginBottom: 10 }} title={t('observation.series')} extra={<span className="muted">{t('observation.series_hint')}</span>}>
      <Ready query={series}>{() => <Chart option={option!} height={170} label={t('observation.series')} onClick={zoom} />}</Ready>
    </Card>
  );
}
