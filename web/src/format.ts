// Times, sizes and texts as people read them. `…Ns` takes capture time in nanoseconds.
import dayjs from 'dayjs';

/** Milliseconds of a capture time. */
export function captureMs(ns: number): number {
  return Math.floor(ns / 1e6);
}

export function dateTime(ms: number): string {
  return dayjs(ms).format('YYYY-MM-DD HH:mm:ss');
}

/** Capture time to the millisecond. */
export function captureTime(ns: number): string {
  return dayjs(captureMs(ns)).format('YYYY-MM-DD HH:mm:ss.SSS');
}

/** The parts of a span, largest first, of which the first two that matter are shown. */
export function spanParts(ms: number): { unit: 'd' | 'h' | 'm' | 's'; value: number }[] {
  const total = Math.floor(Math.abs(ms) / 1000);
  const all = [
    { unit: 'd' as const, value: Math.floor(total / 86400) },
    { unit: 'h' as const, value: Math.floor(total / 3600) % 24 },
    { unit: 'm' as const, value: Math.floor(total / 60) % 60 },
    { unit: 's' as const, value: total % 60 },
  ];
  const first = all.findIndex((part) => part.value > 0);
  return first < 0 ? all.slice(3) : all.slice(first, first + 2);
}

export function bytes(size: number): string {
  if (size < 1024) return `${size} B`;
  const units = ['KiB', 'MiB', 'GiB', 'TiB'];
  let value = size;
  let unit = -1;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${value.toFixed(value < 10 ? 1 : 0)} ${units[unit]}`;
}

export function count(value: number): string {
  return value.toLocaleString('en-US');
}

/** The first characters of a hash or id, enough to tell by eye. */
export function short(text: string, length = 12): string {
  return text.length > length ? `${text.slice(0, length)}…` : text;
}

/**
 * Lays JSON text out over lines without reading its numbers: what is shown is what was signed,
 * digit for digit.
 */
export function prettyJson(text: string): string {
  let out = '';
  let depth = 0;
  let inString = false;
  const line = () => `\n${'  '.repeat(depth)}`;
  for (let i = 0; i < text.length; i += 1) {
    const c = text[i]!;
    if (inString) {
      out += c;
      if (c === '\\') out += text[++i] ?? '';
      else if (c === '"') inString = false;
    } else if (c === '"') {
      inString = true;
      out += c;
    } else if (c === '{' || c === '[') {
      const close = /^\s*[}\]]/.exec(text.slice(i + 1, i + 200));
      if (close) {
        out += c + close[0].trim();
        i += close[0].length;
      } else {
        depth += 1;
        out += c + line();
      }
    } else if (c === '}' || c === ']') {
      depth = Math.max(0, depth - 1);
      out += line() + c;
    } else if (c === ',') out += c + line();
    else if (c === ':') out += ': ';
    else if (!/\s/.test(c)) out += c;
  }
  return out;
}
