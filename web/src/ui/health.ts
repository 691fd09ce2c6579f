// What a probe's figures say is wrong with it, and its figures as rates. Pure, with tests.
import type { HealthReport, HealthSample } from '../api/types';

export type Fault = 'silent' | 'panics' | 'dropped' | 'lost' | 'evicted' | 'suppressed' | 'undecoded' | 'rules_failed';

export interface Wrong {
  fault: Fault;
  grave: boolean;
  /** A share from 0 to 1, or a number of things. */
  value: number;
}

/** Shares from which a figure is told, and from which it is grave: what was missed was not judged. */
const LIMITS: Partial<Record<Fault, [number, number]>> = {
  dropped: [0.0001, 0.01],
  lost: [0.001, 0.02],
  suppressed: [0.01, 0.2],
  undecoded: [0.01, 0.2],
};

/** A probe tells once a minute; after five times that long without a word it is silent. */
export const SILENT_MS = 300_000;

/** Part of a whole; nothing of nothing is nothing. */
export function share(part: number, whole: number): number {
  return whole > 0 ? part / whole : 0;
}

/** What is wrong, the gravest first; empty when all is well. */
export function wrongs(report: HealthReport, silentMs: number): Wrong[] {
  const payload = report.protocols.reduce((sum, one) => sum + one.parsed + one.skipped + one.lost, 0);
  const shares: [Fault, number][] = [
    ['dropped', share(report.dropped, report.packets + report.dropped)],
    ['lost', share(report.lost, Math.max(payload, report.bytes) + report.lost)],
    ['suppressed', share(report.suppressed, report.sent + report.merged + report.suppressed)],
    ['undecoded', share(report.undecoded, report.packets)],
  ];
  const counts: [Fault, number, boolean][] = [
    ['silent', silentMs >= SILENT_MS ? silentMs : 0, true],
    ['panics', report.protocols.reduce((sum, one) => sum + one.panics, 0), true],
    ['evicted', report.evicted, false],
    ['rules_failed', report.rules_failed, false],
  ];
  const found: Wrong[] = [
    ...counts.filter(([, value]) => value > 0).map(([fault, value, grave]) => ({ fault, value, grave })),
    ...shares.filter(([fault, value]) => value >= LIMITS[fault]![0]).map(([fault, value]) => ({ fault, value, grave: value >= LIMITS[fault]![1] })),
  ];
  return found.sort((a, b) => Number(b.grave) - Number(a.grave));
}

/** A share as people read it: `2.4 %`, `0.02 %`, `13 ppm`. */
export function percent(value: number): string {
  if (value === 0) return '0 %';
  if (value < 0.0001) return `${Math.max(1, Math.round(value * 1e6))} ppm`;
  return `${(value * 100).toFixed(value < 0.01 ? 2 : 1)} %`;
}

export type Points = [number, number | null][];

/** A figure of the samples by time of receipt. */
export function figure(samples: readonly HealthSample[], of: (sample: HealthSample) => number): Points {
  return samples.map((sample) => [sample.received, of(sample)]);
}

/** Packets a second by capture time; the first report of a run has nothing to be measured from. */
export function packetRate(samples: readonly HealthSample[]): Points {
  return samples.map((sample, index) => {
    const before = samples[index - 1];
    const seconds = before && !sample.started ? (sample.time - before.time) / 1e9 : 0;
    return [sample.received, seconds > 0 ? sample.packets / seconds : null];
  });
}
