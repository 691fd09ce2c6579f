// A probe's figures as rates and shares. Pure, with tests.
import type { HealthSample } from '../api/types';

/** Part of a whole; nothing of nothing is nothing. */
export function share(part: number, whole: number): number {
  return whole > 0 ? part / whole : 0;
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
