// Options of small charts over time: one or more figures, as lines or bars.
import dayjs from 'dayjs';
import type { EChartsCoreOption } from 'echarts/core';
import type { ProtocolPoint } from '../api/types';
import type { Points } from '../ui/health';
import { colourOf, stepFormat } from './series';

export interface Line {
  name: string;
  points: Points;
  colour: string;
  bars?: boolean;
}

const axisTime = (format: string) => ({
  type: 'time' as const,
  axisLabel: { formatter: (ms: number) => dayjs(ms).format(format), hideOverlap: true },
  axisLine: { lineStyle: { color: 'rgba(128,142,160,0.6)' } },
});

/** Small chart of figures over time; `show` writes a value. */
export function linesOption(lines: readonly Line[], show: (value: number) => string): EChartsCoreOption {
  const times = lines.flatMap((line) => line.points.map(([time]) => time));
  const span = times.length > 1 ? Math.max(...times) - Math.min(...times) : 0;
  return {
    grid: { left: 62, right: 12, top: lines.length > 1 ? 28 : 12, bottom: 22 },
    ...(lines.length > 1 ? { legend: { top: 0, left: 0, itemWidth: 12, itemHeight: 10 } } : {}),
    tooltip: { trigger: 'axis', valueFormatter: (value: number | null) => (value === null ? '–' : show(value)), confine: true },
    xAxis: axisTime(span > 86_400_000 ? 'MM-DD HH:mm' : 'HH:mm'),
    yAxis: { type: 'value', min: 0, splitNumber: 3, axisLabel: { formatter: show }, splitLine: { lineStyle: { color: 'rgba(128,142,160,0.22)' } } },
    series: lines.map((line) => ({
      id: line.name,
      name: line.name,
      type: line.bars ? 'bar' : 'line',
      showSymbol: line.points.length < 3,
      barMaxWidth: 10,
      lineStyle: { width: 1.5 },
      ...(line.bars ? {} : { areaStyle: { opacity: 0.08 } }),
      itemStyle: { color: line.colour },
      data: line.points,
    })),
  };
}

/** Colour of a risk, cold to hot; the word stands beside it. */
export const RISK_COLOURS: Record<string, string> = {
  link: '#c3ccd6', read: '#1668dc', identify: '#d4b106', write: '#e88a1a', control: '#d4450c', program: '#c0417a', firmware: '#8a4fd3', stop: '#a8071a',
};
/** From harmless to dangerous: the order of a stack. */
export const RISK_ORDER = ['link', 'read', 'identify', 'write', 'control', 'program', 'firmware', 'stop'];

/** Messages per step, stacked by risk or by protocol. */
export function protocolsOption(points: readonly ProtocolPoint[], stepMs: number, by: 'risk' | 'protocol', word: (key: string) => string): EChartsCoreOption {
  const keyOf = (point: ProtocolPoint) => (by === 'risk' ? point.risk : point.protocol);
  const present = [...new Set(points.map(keyOf))];
  const keys = by === 'risk' ? RISK_ORDER.filter((risk) => present.includes(risk)) : present.sort();
  const times = [...new Set(points.map((point) => point.time))].sort((a, b) => a - b);
  const sums = new Map<string, number>();
  for (const point of points) {
    const at = `${keyOf(point)} ${point.time}`;
    sums.set(at, (sums.get(at) ?? 0) + point.messages);
  }
  return {
    grid: { left: 56, right: 12, top: 30, bottom: 22 },
    legend: { type: 'scroll', top: 0, left: 0, itemWidth: 12, itemHeight: 10 },
    tooltip: { trigger: 'axis', axisPointer: { type: 'shadow' }, confine: true },
    xAxis: axisTime(stepFormat(stepMs)),
    yAxis: { type: 'value', minInterval: 1, splitLine: { lineStyle: { color: 'rgba(128,142,160,0.22)' } } },
    series: keys.map((key, index) => ({
      id: key,
      name: by === 'risk' ? word(key) : key,
      type: 'bar',
      stack: 'all',
      barMaxWidth: 18,
      itemStyle: { color: by === 'risk' ? RISK_COLOURS[key] : colourOf(key, index) },
      data: times.map((time) => [time + stepMs / 2, sums.get(`${key} ${time}`) ?? 0]),
    })),
  };
}
