import { describe, expect, it } from 'vitest';
import { bytes, captureMs, prettyJson, short, spanParts } from './format';

const SECOND = 1000;
const HOUR = 3600 * SECOND;

describe('spans', () => {
  const check = (ms: number, expected: string) => expect(spanParts(ms).map((part) => `${part.value}${part.unit}`).join(' ')).toBe(expected);

  it('show their two largest parts', () => {
    check(50 * HOUR, '2d 2h');
    check(-90 * 60 * SECOND, '1h 30m');
    check(61 * SECOND, '1m 1s');
    check(0, '0s');
  });
});

describe('JSON laid out', () => {
  it('keeps every digit of large numbers', () => {
    expect(prettyJson('{"value_digest":17293822569102704642}')).toBe('{\n  "value_digest": 17293822569102704642\n}');
  });

  it('leaves strings as they are, brackets and quotes included', () => {
    const text = '{"a":"{\\"x\\":[1,2]}, : "}';
    expect(prettyJson(text)).toContain('"{\\"x\\":[1,2]}, : "');
  });

  it('means the same as before', () => {
    const value = { a: [], b: {}, c: [1, [2, { d: 'e,f' }]], g: null, h: true };
    expect(JSON.parse(prettyJson(JSON.stringify(value)))).toEqual(value);
    expect(prettyJson(JSON.stringify(value))).toContain('"a": [],');
  });
});

describe('small things', () => {
  it('are as people read them', () => {
    expect([512, 2048, 5_242_880].map(bytes)).toEqual(['512 B', '2.0 KiB', '5.0 MiB']);
    expect(short('0123456789abcdef', 4)).toBe('0123…');
    expect(captureMs(1_763_690_000_123_456_789)).toBe(1_763_690_000_123);
  });
});
