import { describe, expect, it } from 'vitest';
import type { HealthReport, HealthSample } from '../api/types';
import { SILENT_MS, packetRate, percent, wrongs } from './health';

const well: HealthReport = {
  time: 0, run: 0, version: '1', sources: ['eno1'], packets: 1_000_000, bytes: 900_000_000, dropped: 0, undecoded: 0, lost: 0, gaps: 0, flows: 10, evicted: 0, sent: 100, merged: 900, suppressed: 0, anomalies: 0, memory: 0, rules: 10, rules_failed: 0, alerts: 0, files: 0,
  protocols: [{ name: 'modbus', messages: 5, flows: 1, parsed: 1000, skipped: 0, lost: 0, panics: 0 }],
};

describe("a probe's verdict", () => {
  const check = (change: Partial<HealthReport>, silent: number, expected: string[]) =>
    expect(wrongs({ ...well, ...change }, silent).map((one) => `${one.fault}${one.grave ? '!' : ''}`)).toEqual(expected);

  it('is silent about a probe that fares well', () => {
    check({}, 0, []);
    check({ dropped: 50 }, 0, []);
    check({}, SILENT_MS - 1, []);
  });

  it('tells losses from a share on, and calls large ones grave', () => {
    check({ dropped: 200 }, 0, ['dropped']);
    check({ dropped: 20_000 }, 0, ['dropped!']);
    check({ lost: 30_000_000 }, 0, ['lost!']);
    check({ suppressed: 50 }, 0, ['suppressed']);
    check({ undecoded: 20_000 }, 0, ['undecoded']);
  });

  it('puts the gravest first', () => {
    check({ rules_failed: 3, evicted: 1, protocols: [{ ...well.protocols[0]!, panics: 2 }] }, SILENT_MS, ['silent!', 'panics!', 'evicted', 'rules_failed']);
  });

  it('never divides by nothing', () => check({ packets: 0, bytes: 0, sent: 0, merged: 0, protocols: [] }, 0, []));
});

describe('figures over time', () => {
  const sample = (time: number, packets: number, started = false): HealthSample => ({
    time: time * 1e9, received: time * 1000, started, packets, bytes: 0, dropped: 0, undecoded: 0, lost: 0, gaps: 0, sent: 0, merged: 0, suppressed: 0, anomalies: 0, alerts: 0, files: 0, memory: 0,
  });

  it('measures packets a second between two reports of one run', () => {
    expect(packetRate([sample(60, 500, true), sample(120, 6000), sample(180, 900, true), sample(180, 5)])).toEqual([
      [60_000, null], [120_000, 100], [180_000, null], [180_000, null],
    ]);
  });

  it('writes shares as people read them', () => {
    expect([0, 0.000013, 0.0012, 0.024, 1].map(percent)).toEqual(['0 %', '13 ppm', '0.12 %', '2.4 %', '100.0 %']);
  });
});
