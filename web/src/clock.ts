// The node's clock, as far as this browser knows it: deadlines are judged by it, not by the laptop's.
import { useSyncExternalStore } from 'react';

let offset = 0;
let now = Date.now();
const listeners = new Set<() => void>();

/** Tells the clock what time the node gave just now. */
export function setNodeTime(ms: number): void {
  offset = ms - Date.now();
}

function tick() {
  now = Date.now() + offset;
  listeners.forEach((listener) => listener());
}

let timer: ReturnType<typeof setInterval> | undefined;
function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(tick, 1000);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

/** The node's time in milliseconds, once a second. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now);
}
