import { describe, expect, it } from 'vitest';
import type { HealthSample } from '../api/types';
import { packetRate, percent } from './health';

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
