// Loops in figures: how many stand where, how long they took, what came back; each number opens the
// list it counts.
import { Card, Segmented, Statistic } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useGet, useTotal } from '../api/hooks';
import type { LoopStatistics, LoopTimesOf } from '../api/loop';
import { count } from '../format';
import { useWord } from '../i18n/words';
import { page } from '../url';
import { Bars, type Bar } from './bars';
import type { Filter } from './filters';
import { Go } from './go';
import { Ready } from './page';
import { useTenantNames } from './policy';
import { Provinces } from './provinces';
import { SEVERITY_COLOUR, useSpan } from './tags';

/** States in the order a loop goes through them. */
export const LOOP_STAGES = ['issued', 'registered', 'signed_for', 'accepted', 'planned', 'replied', 'reported', 'returned', 'disputed', 'transfer_asked', 'reopened', 'closed', 'done', 'transferred', 'dismissed', 'withdrawn'];
const SEVERITIES = ['critical', 'high', 'medium', 'low', 'info'];

/** Known keys in their own order, then the others. */
export function inOrder(counts: LoopStatistics['by_state'], order: readonly string[]) {
  const place = (key: string) => (order.includes(key) ? order.indexOf(key) : order.length);
  return [...counts].sort((a, b) => place(a.key) - place(b.key) || b.count - a.count);
}

/** Closed although the machine's last look said no. */
const AGAINST = { state: 'closed', rechecked: 'failed' };

interface Props {
  /** Narrows figures and lists alike. */
  filter?: Filter;
  /** With how long everything took, by whom. */
  full?: boolean;
}

export function LoopCharts({ filter = {}, full = false }: Props) {
  const { t } = useTranslation();
  const word = useWord();
  const name = useTenantNames();
  const statistics = useGet('/api/v1/loops/statistics', { query: filter });
  const list = (more: Filter) => page('/loops', { ...filter, ...more, view: 'list' });
  const bar = (dimension: string, label: (key: string) => string, colour?: (key: string) => string | undefined) => (one: { key: string; count: number }): Bar => ({
    key: one.key, label: label(one.key), value: one.count, to: list({ [dimension]: one.key }), colour: colour?.(one.key),
  });
  return (
    <Ready query={statistics}>
      {(data) => (
        <div className="stack">
          <Figures data={data} list={list} filter={full ? filter : undefined} />
          <div className="thirds">
            <Card size="small" title={t('loops.by_state')}>
              <Bars label={t('loops.by_state')} bars={inOrder(data.by_state, LOOP_STAGES).map(bar('state', (key) => word('state', key)))} />
            </Card>
            <Card size="small" title={t('loops.by_severity')}>
              <Bars label={t('loops.by_severity')} bars={inOrder(data.by_severity, SEVERITIES).map(bar('severity', (key) => word('severity', key), (key) => SEVERITY_COLOUR[key]))} />
            </Card>
            <CloseTime data={data} />
            <Card size="small" title={t('loops.by_source')}>
              <Bars label={t('loops.by_source')} bars={inOrder(data.by_source, []).map(bar('source', (key) => word('loop_source', key)))} />
            </Card>
            <Card size="small" title={t('loops.by_technique')}>
              <Bars label={t('loops.by_technique')} bars={inOrder(data.by_technique, []).map(bar('technique', (key) => `${key} ${word('technique', key)}`))} />
            </Card>
            {full ? <Card size="small" title={t('loops.by_authority')}><Bars label={t('loops.by_authority')} bars={inOrder(data.by_authority, []).map(bar('issuer', name))} /></Card> : null}
            <Card size="small" title={t('loops.by_region')} style={{ gridColumn: 'span 2' }}>
              <Provinces counts={data.by_region} />
            </Card>
          </div>
          {full ? <Times data={data} list={list} /> : null}
        </div>
      )}
    </Ready>
  );
}

interface Part {
  data: LoopStatistics;
  list: (more: Filter) => string;
}

/** How many, and what stands out of them; reopened is a figure of its own. */
function Figures({ data, list, filter: narrowed }: Part & { filter: Filter | undefined }) {
  const { t } = useTranslation();
  const against = useTotal('/api/v1/loops', { ...narrowed, ...AGAINST }, narrowed !== undefined);
  const figures: [string, number, Filter | undefined, boolean][] = [
    ['open', data.open, { state: 'open' }, false],
    ['overdue', data.overdue, { overdue: 'true' }, true],
    ['reopened', data.reopened, { reopened: 'true' }, true],
    ['escalated', data.escalated, { escalated: 'true' }, true],
    ['supervised', data.supervised, { supervised: 'true' }, false],
    ...(against === undefined ? [] : [['against', against, AGAINST, true] as [string, number, Filter, boolean]]),
    ['returned', data.returned, undefined, false],
    ['extended', data.extended, undefined, false],
  ];
  return (
    <div className="stages">
      {figures.map(([id, value, filter, bad]) => {
        const content = (
          <>
            <span>{t(`loops.figure_${id}`)}</span>
            <b className={bad && value > 0 ? 'overdue' : undefined}>{count(value)}</b>
          </>
        );
        return filter ? <Go key={id} to={list(filter)} className="stage" aria-label={`${t(`loops.figure_${id}`)}: ${value}`}>{content}</Go> : <div key={id} className="stage">{content}</div>;
      })}
    </div>
  );
}

function CloseTime({ data }: { data: LoopStatistics }) {
  const { t } = useTranslation();
  const span = useSpan();
  return (
    <Card size="small" title={t('loops.close_time')}>
      <div style={{ display: 'flex', gap: 32 }}>
        <Statistic title={t('loops.p50')} value={data.close_p50_ms == null ? '–' : span(data.close_p50_ms)} />
        <Statistic title={t('loops.p90')} value={data.close_p90_ms == null ? '–' : span(data.close_p90_ms)} />
      </div>
      <p className="muted">{t('loops.close_time_explain')}</p>
    </Card>
  );
}

type What = 'sign' | 'reply' | 'close';

/** How long it took to sign, to reply, to close: by authority, industry, severity. */
function Times({ data, list }: Part) {
  const { t } = useTranslation();
  const word = useWord();
  const name = useTenantNames();
  const [what, setWhat] = useState<What>('close');
  return (
    <Card size="small" title={t('loops.times')} extra={<Segmented<What> size="small" value={what} onChange={setWhat} options={(['sign', 'reply', 'close'] as const).map((value) => ({ value, label: t(`loops.time_${value}`) }))} />}>
      <p className="muted" style={{ marginTop: 0 }}>{t('loops.times_explain')}</p>
      <div className="thirds">
        <Spreads title={t('loops.by_authority')} rows={data.times_by_authority} what={what} label={name} to={(key) => list({ issuer: key })} />
        <Spreads title={t('loops.by_industry')} rows={data.times_by_industry} what={what} label={(key) => word('industry', key)} to={(key) => list({ industry: key })} />
        <Spreads title={t('loops.by_severity')} rows={SEVERITIES.flatMap((key) => data.times_by_severity.filter((row) => row.key === key))} what={what} label={(key) => word('severity', key)} to={(key) => list({ severity: key })} />
      </div>
    </Card>
  );
}

interface SpreadsProps {
  title: string;
  rows: readonly LoopTimesOf[];
  what: What;
  label: (key: string) => string;
  to: (key: string) => string;
}

/** Medians and nine tenths as bars: dark to the one, light to the other. */
function Spreads({ title, rows, what, label, to }: SpreadsProps) {
  const { t } = useTranslation();
  const span = useSpan();
  const shown = rows.filter((row) => row[what].count > 0);
  const most = Math.max(1, ...shown.map((row) => row[what].p90_ms ?? 0));
  return (
    <div>
      <h3>{title}</h3>
      {shown.length === 0 ? <span className="muted">{t('list.empty')}</span> : null}
      <ul className="spreads" aria-label={title}>
        {shown.map((row) => {
          const { count: number, p50_ms: p50, p90_ms: p90 } = row[what];
          const said = `${span(p50 ?? 0)} / ${span(p90 ?? 0)}`;
          return (
            <li key={row.key}>
              <Go to={to(row.key)} aria-label={`${label(row.key)}: p50 / p90 ${said}, ${number}`}>
                <span className="bar-label" title={label(row.key)}>{label(row.key) || '–'} <i className="muted">{count(number)}</i></span>
                <span className="spread-said">{said}</span>
                <span className="bar-track">
                  <span className="spread-p90" style={{ width: `${(100 * (p90 ?? 0)) / most}%` }} />
                  <span className="spread-p50" style={{ width: `${(100 * (p50 ?? 0)) / most}%` }} />
                </span>
              </Go>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
