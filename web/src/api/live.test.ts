import { describe, expect, it } from 'vitest';
import { TOPICS, backOff, touches } from './live';

describe('a live event', () => {
  const check = (path: unknown, topics: string[], expected: boolean) => expect(touches(path, topics)).toBe(expected);

  it('refreshes the lists and objects of its topic', () => {
    check('/api/v1/notices', ['notice'], true);
    check('/api/v1/notices/{id}', ['notice'], true);
    check('/api/v1/loops/statistics', ['loop'], true);
    check('/api/v1/home', ['finding'], true);
  });

  it('leaves the others alone', () => {
    check('/api/v1/assets', ['notice'], false);
    check('/api/v1/nodes/enrolments', ['audit'], false);
    check('/api/v1/noticeboard', ['notice'], false);
    check('notice preview', ['notice'], false);
    check('/api/v1/notices', ['a topic of a newer node'], false);
  });

  it('names paths of the API only', () => {
    const strange = Object.values(TOPICS).flat().filter((path) => !path.startsWith('/api/v1/'));
    expect(strange).toEqual([]);
  });
});

describe('reconnecting', () => {
  it('waits longer each time, at most half a minute', () => {
    expect([0, 1, 2, 3, 4, 5, 60].map(backOff)).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
  });
});
