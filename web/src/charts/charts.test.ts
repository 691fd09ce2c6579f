import { describe, expect, it } from 'vitest';
import type { AssetRow } from '../api/types';
import { PLACES, tint } from '../ui/provinces';
import { edgeWidth, escape, graphOption, zonePlaces } from './graph';
import { seriesOption, stepFormat } from './series';

const asset = (host: string, level: string): AssetRow => ({
  id: host, host, mac: '', vendor: '', role: 'controller', model: '', firmware: '', level, protocols: [], confidence: 80, first: 0, last: 0, findings: 0,
});
const words = { role: (role: string) => role, edge: () => '', level: (level: string) => level };

describe('the communication graph', () => {
  it('puts the field below the levels above it', () => {
    const places = zonePlaces([asset('plc', '1'), asset('hmi', '2'), asset('stranger', '')]);
    const height = (host: string) => places.get(host)!.y;
    expect(height('stranger') < height('hmi') && height('hmi') < height('plc')).toBe(true);
  });

  it('draws writes in red, and ends that are no asset (multicast groups) small', () => {
    const edge = { protocol: 'modbus', bytes: 0, first: 0, last: 0 };
    const option = graphOption(
      { nodes: [asset('a', '1'), asset('b', '2')], edges: [{ ...edge, client: 'b', server: 'a', messages: 100, writes: 3 }, { ...edge, client: 'x', server: 'a', messages: 1, writes: 0 }] },
      'force',
      words,
    );
    const [{ links, data }] = option.series as [{ links: { lineStyle: { color: string } }[]; data: { id: string; symbol?: string }[] }];
    expect(links.map((link) => link.lineStyle.color)).toEqual(['#d4450c', '#9fb0c3']);
    expect(data.filter((node) => node.symbol === 'diamond').map((node) => node.id)).toEqual(['x']);
    expect(edgeWidth(100)).toBe(3);
  });

  it('never lets a name from the wire become markup', () => {
    expect(escape('<img src=x onerror="1">')).not.toMatch(/[<>"]/);
  });
});

describe('the observations chart', () => {
  it('stacks one series a protocol, each point in the middle of its step, without holes', () => {
    const option = seriesOption({ step_ms: 60_000, points: [{ time: 60_000, protocol: 's7comm', messages: 2 }, { time: 0, protocol: 'modbus', messages: 5 }] });
    const series = option.series as { name: string; data: number[][] }[];
    expect(series.map((one) => [one.name, one.data])).toEqual([
      ['modbus', [[30_000, 5], [90_000, 0]]],
      ['s7comm', [[30_000, 0], [90_000, 2]]],
    ]);
    expect([1000, 60_000, 7_200_000].map(stepFormat)).toEqual(['HH:mm:ss', 'HH:mm', 'MM-DD HH:mm']);
  });
});

describe('the grid of provinces', () => {
  it('has the 34 units, each in a place of its own', () => {
    const places = Object.values(PLACES).map(String);
    expect([places.length, new Set(places).size]).toEqual([34, 34]);
  });

  it('tints deeper where there is more', () => {
    const depth = (value: number) => Number(/([\d.]+)\)$/.exec(tint(value, 10))![1]);
    expect(depth(1) < depth(5) && depth(5) < depth(10)).toBe(true);
    expect(tint(0, 10)).toBe('rgba(128,142,160,0.22)');
  });
});
