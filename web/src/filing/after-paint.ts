// Work that a keystroke brings about but that need not be seen with it: marks, offers, last year's
// line. It runs once the frame that shows the keystroke is painted. Nothing that is kept waits here:
// answers and what is to be saved are known at once.

/** When nothing is painted, in a page that is hidden, the work is done all the same. */
const LATEST_MS = 200;

const waiting = new Set<() => void>();
let latest: ReturnType<typeof setTimeout> | undefined;

function run(): void {
  clearTimeout(latest);
  const tasks = [...waiting];
  waiting.clear();
  tasks.forEach((task) => task());
}

/** Runs a task once what was just typed is painted; the same task waits once. */
export function afterPaint(task: () => void): void {
  waiting.add(task);
  if (waiting.size > 1) return;
  latest = setTimeout(run, LATEST_MS);
  // The first task after the callbacks of a frame comes when that frame is painted.
  if (typeof requestAnimationFrame === 'function') requestAnimationFrame(() => setTimeout(run));
}
