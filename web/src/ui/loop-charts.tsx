// The loop in figures: by state, severity, technique, region; each bar opens the list it counts.
import { Card, Statistic } from 'antd';
import { useTranslation } from 'react-i18next';
import { useGet } from '../api/hooks';
import type { LoopStatistics } from '../api/types';
import { useWord } from '../i18n/words';
import { page } from '../url';
import { Bars, type Bar } from './bars';
import { Ready } from './page';
import { Provinces } from './provinces';
import { SEVERITY_COLOUR, useSpan } from './tags';

const STATES = ['issued', 'signed_for', 'replied', 'returned', 'closed', 'withdrawn'];
const SEVERITIES = ['critical', 'high', 'medium', 'low', 'info'];

/** Known keys in their own order, then the others. */
function inOrder(counts: LoopStatistics['by_state'], order: readonly string[]) {
  const place = (key: string) => (order.includes(key) ? order.indexOf(key) : order.length);
  return [...counts].sort((a, b) => place(a.key) - place(b.key) || b.count - a.count);
}

export function LoopCharts() {
  const { t } = useTranslation();
  const word = useWord();
  const span = useSpan();
  const statistics = useGet('/api/v1/loops/statistics');
  const bar = (dimension: string, label: (key: string) => string, colour?: (key: string) => string | undefined) => (count: { key: string; count: number }): Bar => ({
    key: count.key,
    label: label(count.key),
    value: count.count,
    to: page('/loops', { [dimension]: count.key }),
    colour: colour?.(count.key),
  });
  return (
    <Ready query={statistics}>
      {(data) => (
        <div className="thirds">
          <Card size="small" title={t('loops.by_state')}>
            <Bars label={t('loops.by_state')} bars={inOrder(data.by_state, STATES).map(bar('state', (key) => word('state', key)))} />
          </Card>
          <Card size="small" title={t('loops.by_severity')}>
            <Bars
              label={t('loops.by_severity')}
              bars={inOrder(data.by_severity, SEVERITIES).map(bar('severity', (key) => word('severity', key), (key) => SEVERITY_COLOUR[key]))}
            />
          </Card>
          <Card size="small" title={t('loops.close_time')}>
            <div style={{ display: 'flex', gap: 32 }}>
              <Statistic title={t('loops.p50')} value={data.close_p50_ms == null ? '–' : span(data.close_p50_ms)} />
              <Statistic title={t('loops.p90')} value={data.close_p90_ms == null ? '–' : span(data.close_p90_ms)} />
            </div>
            <p className="muted">{t('loops.close_time_explain')}</p>
          </Card>
          <Card size="small" title={t('loops.by_technique')}>
            <Bars label={t('loops.by_technique')} bars={inOrder(data.by_technique, []).map(bar('technique', (key) => `${key} ${word('technique', key)}`))} />
          </Card>
          <Card size="small" title={t('loops.by_region')} style={{ gridColumn: 'span 2' }}>
            <Provinces counts={data.by_region} />
          </Card>
        </div>
      )}
    </Ready>
  );
}
