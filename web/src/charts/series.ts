// Options of the observations chart: messages per step, stacked by protocol.
import dayjs from 'dayjs';
import type { EChartsCoreOption } from 'echarts/core';
import type { Series } from '../api/types';

export const PROTOCOL_COLOUR: Record<string, string> = {
  modbus: '#1668dc',
  s7comm: '#0f9d8a',
  iec104: '#b07503',
  goose: '#8a4fd3',
};
const OTHER = ['#5b6b7d', '#c0417a', '#4d7c0f', '#0e7490'];

export function colourOf(protocol: string, index: number): string {
  return PROTOCOL_COLOUR[protocol] ?? OTHER[index % OTHER.length]!;
}

/** How a step's time is written: with seconds under a minute, with the day from an hour on. */
export function stepFormat(stepMs: number): string {
  if (stepMs < 60_000) return 'HH:mm:ss';
  return stepMs < 3_600_000 ? 'HH:mm' : 'MM-DD HH:mm';
}

export function seriesOption(series: Series): EChartsCoreOption {
  const protocols = [...new Set(series.points.map((point) => point.protocol))].sort();
  const format = stepFormat(series.step_ms);
  const step = series.step_ms;
  const times = [...new Set(series.points.map((point) => point.time))].sort((a, b) => a - b);
  const messages = new Map(series.points.map((point) => [`${point.protocol} ${point.time}`, point.messages]));
  return {
    grid: { left: 48, right: 12, top: 30, bottom: 22 },
    legend: { top: 0, left: 0, itemWidth: 12, itemHeight: 10, data: protocols },
    tooltip: { trigger: 'axis', axisPointer: { type: 'shadow' } },
    xAxis: {
      type: 'time',
      axisLabel: { formatter: (ms: number) => dayjs(ms).format(format), hideOverlap: true },
      axisLine: { lineStyle: { color: 'rgba(128,142,160,0.6)' } },
    },
    yAxis: { type: 'value', minInterval: 1, splitLine: { lineStyle: { color: 'rgba(128,142,160,0.22)' } } },
    series: protocols.map((protocol, index) => ({
      id: protocol,
      name: protocol,
      type: 'bar',
      stack: 'all',
      barMaxWidth: 18,
      itemStyle: { color: colourOf(protocol, index) },
      // A step without a protocol counts zero: stacked bars leave a hole otherwise.
      data: times.map((time) => [time + step / 2, messages.get(`${protocol} ${time}`) ?? 0]),
    })),
  };
}
