import { useRouter } from '@tanstack/react-router';
import { Card, Segmented, Select, Switch } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useGet } from '../api/hooks';
import { graphOption } from '../charts/graph';
import type { ChartEvent } from '../charts/chart';
import { Chart } from '../charts/lazy';
import { count } from '../format';
import { useWord } from '../i18n/words';
import { useFilter } from '../ui/filters';
import { Page, Ready } from '../ui/page';
import { objectPage, page } from '../url';
import { Conversations } from './asset';

/** Who talks to whom: roles coloured, writes highlighted, in zones where levels are known. */
export function Graph() {
  const { t } = useTranslation();
  const word = useWord();
  const router = useRouter();
  const [filter, change] = useFilter();
  const graph = useGet('/api/v1/assets/graph');
  const zoned = graph.data?.nodes.some((node) => node.level !== '') ?? false;
  const [layout, setLayout] = useState<'force' | 'zones'>();
  const shown = layout ?? (zoned ? 'zones' : 'force');
  const edges = useMemo(
    () => (graph.data?.edges ?? []).filter((edge) => (!filter.protocol || edge.protocol === filter.protocol) && (!filter.writes || edge.writes > 0)),
    [graph.data, filter.protocol, filter.writes],
  );
  const option = useMemo(
    () =>
      graphOption({ nodes: graph.data?.nodes ?? [], edges }, shown, {
        role: (role) => word('asset_role', role),
        edge: (messages, writes) => t('graph.edge', { messages: count(messages), writes: count(writes) }),
        level: (level) => (level ? t('graph.level', { level }) : t('graph.no_level')),
      }),
    // `word` changes with the language only, as `t` does.
    [graph.data, edges, shown, t],
  );
  const open = (event: ChartEvent) => {
    const data = event.data as { asset?: string; source?: string; target?: string; protocol?: string } | undefined;
    if (event.dataType === 'node' && data?.asset) router.history.push(objectPage('assets', data.asset));
    if (event.dataType === 'edge') router.history.push(page('/observations', { host: data?.source, protocol: data?.protocol }));
  };
  const protocols = [...new Set((graph.data?.edges ?? []).map((edge) => edge.protocol))].sort();
  return (
    <Page
      title={t('nav.graph')}
      back="/assets"
      extra={
        <>
          <Select
            aria-label={t('assets.protocol')}
            placeholder={t('assets.protocol')}
            allowClear
            style={{ minWidth: 120 }}
            value={filter.protocol}
            options={protocols.map((value) => ({ value, label: value }))}
            onChange={(protocol: string | undefined) => change({ protocol })}
          />
          <label><Switch size="small" checked={filter.writes === 'true'} onChange={(on) => change({ writes: on || undefined })} /> {t('graph.writes')}</label>
          <Segmented<'force' | 'zones'>
            value={shown}
            onChange={setLayout}
            options={[
              { value: 'zones', label: t('graph.zones') },
              { value: 'force', label: t('graph.free') },
            ]}
          />
        </>
      }
    >
      <Ready query={graph}>
        {() => (
          <div className="stack">
            <Card size="small">
              <div className="muted">{t('graph.legend')}</div>
              <Chart option={option} height="56vh" label={t('nav.graph')} onClick={open} />
            </Card>
            <Card size="small" title={t('asset.conversations')} styles={{ body: { padding: 0 } }}>
              <Conversations rows={edges} />
            </Card>
          </div>
        )}
      </Ready>
    </Page>
  );
}
