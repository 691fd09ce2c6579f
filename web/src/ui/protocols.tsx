// What the pages on protocols share: counts by risk, the chart, names for filters.
import { Tooltip } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useGet } from '../api/hooks';
import type { OperationCount, ProtocolPoint } from '../api/types';
import { Chart } from '../charts/lazy';
import { RISK_COLOURS, RISK_ORDER, protocolsOption } from '../charts/lines';
import type { ChartEvent } from '../charts/chart';
import { count } from '../format';
import { useWord } from '../i18n/words';
import { nanos } from './period';
import { useFilter } from './filters';

/** Messages by risk, harmless first; risks that did not occur are left out. */
export function byRisk(operations: readonly OperationCount[]): [string, number][] {
  const sums = new Map<string, number>();
  for (const one of operations) sums.set(one.risk, (sums.get(one.risk) ?? 0) + one.messages);
  return RISK_ORDER.flatMap((risk) => (sums.has(risk) ? [[risk, sums.get(risk)!] as [string, number]] : []));
}

/** One bar, a stretch a risk; the words and numbers are beside it in the tooltip and its name. */
export function RiskBar({ operations }: { operations: readonly OperationCount[] }) {
  const word = useWord();
  const parts = byRisk(operations);
  const text = parts.map(([risk, messages]) => `${word('risk', risk)} ${count(messages)}`).join(' · ');
  return (
    <Tooltip title={text}>
      <span className="risk-bar" role="img" aria-label={text}>
        {parts.map(([risk, messages]) => (
          <span key={risk} style={{ flexGrow: messages, background: RISK_COLOURS[risk] }} />
        ))}
      </span>
    </Tooltip>
  );
}

interface ChartProps {
  points: readonly ProtocolPoint[];
  stepMs: number;
  by: 'risk' | 'protocol';
}

/** Messages over time; a bar narrows the period to its step. */
export function MessagesChart({ points, stepMs, by }: ChartProps) {
  const { t } = useTranslation();
  const word = useWord();
  const [, change] = useFilter();
  // `word` changes with the language only, as `t` does.
  const option = useMemo(() => protocolsOption(points, stepMs, by, (risk) => word('risk', risk)), [points, stepMs, by, t]);
  const zoom = (clicked: ChartEvent) => {
    const middle = Array.isArray(clicked.value) ? Number(clicked.value[0]) : undefined;
    if (middle !== undefined && stepMs > 0) change({ from: nanos(middle - stepMs / 2), to: nanos(middle + stepMs / 2) });
  };
  return <Chart option={option} height={210} label={t('protocols.over_time')} onClick={zoom} />;
}

/** Names of the protocols, for a filter. */
export function useProtocols(): { value: string; label: string }[] {
  const statistics = useGet('/api/v1/protocols');
  const names = statistics.data?.protocols.map((row) => row.name).filter(Boolean) ?? [];
  return [...names].sort().map((value) => ({ value, label: value }));
}
