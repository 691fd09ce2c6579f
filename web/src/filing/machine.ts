// A procedure's machine as a drawing: states from top to bottom in the pack's order, steps as lines
// between them. The same step from several states is one line with several beginnings; forward ones
// run on the right, backward ones on the left, each in a lane where it meets no other.
import type { Machine, MachineTransition } from '../api/filing';

export interface Line {
  from: number[];
  to: number;
  /** 0 = straight down to the next state; 1, 2, … = lanes outwards. */
  lane: number;
  back: boolean;
  transitions: MachineTransition[];
}

export interface Drawing {
  lines: Line[];
  /** Steps that stay in their state, by state. */
  loops: Map<number, MachineTransition[]>;
  /** Lanes used on the right and on the left. */
  right: number;
  left: number;
}

type Draft = Omit<Line, 'lane'> & { straight: boolean };

function add<T>(map: Map<string, T>, key: string, make: () => T, change: (value: T) => void): void {
  const value = map.get(key) ?? make();
  map.set(key, value);
  change(value);
}

/** Lines before they have lanes: one a step and goal, those with the same ends as one. */
function gather(machine: Machine, loops: Map<number, MachineTransition[]>): Draft[] {
  const places = new Map(machine.states.map((state, at) => [state.id, at]));
  const byStep = new Map<string, Draft>();
  for (const transition of machine.transitions) {
    const [from, to] = [places.get(transition.from), places.get(transition.to)];
    if (from === undefined || to === undefined) continue;
    if (from === to) {
      loops.set(from, [...(loops.get(from) ?? []), transition]);
      continue;
    }
    const back = to < from;
    const straight = to === from + 1;
    add(byStep, `${straight ? from : ''}|${back}|${to}|${transition.action}`, () => ({ from: [], to, back, straight, transitions: [] }), (line) => {
      if (!line.from.includes(from)) line.from.push(from);
      if (line.transitions.length === 0) line.transitions.push(transition);
    });
  }
  const byEnds = new Map<string, Draft>();
  for (const line of byStep.values()) {
    add(byEnds, `${line.from.sort((a, b) => a - b).join()}>${line.to}`, () => ({ ...line, transitions: [] }), (same) => same.transitions.push(...line.transitions));
  }
  return [...byEnds.values()];
}

/** The rows that a line runs over. */
export function span(line: Pick<Line, 'from' | 'to'>): [number, number] {
  return [Math.min(...line.from, line.to), Math.max(...line.from, line.to)];
}

/** The first lane, from 1 on, in which a line over these rows meets no other. */
function freeLane(lanes: Map<number, [number, number][]>, [top, bottom]: [number, number]): number {
  for (let lane = 1; ; lane += 1) {
    const taken = lanes.get(lane) ?? [];
    if (taken.every(([a, b]) => bottom < a || top > b)) {
      lanes.set(lane, [...taken, [top, bottom]]);
      return lane;
    }
  }
}

/** Where everything goes. */
export function draw(machine: Machine): Drawing {
  const drawing: Drawing = { lines: [], loops: new Map(), right: 0, left: 0 };
  const lanes = { right: new Map<number, [number, number][]>(), left: new Map<number, [number, number][]>() };
  const length = (line: Draft) => span(line)[1] - span(line)[0];
  for (const line of gather(machine, drawing.loops).sort((a, b) => length(a) - length(b))) {
    const side = line.back ? 'left' : 'right';
    const lane = line.straight ? 0 : freeLane(lanes[side], span(line));
    drawing[side] = Math.max(drawing[side], lane);
    drawing.lines.push({ from: line.from, to: line.to, back: line.back, transitions: line.transitions, lane });
  }
  return drawing;
}

const WIDE = /[\u2e80-\uffef]/;
const width = (text: string) => [...text].reduce((sum, char) => sum + (WIDE.test(char) ? 11.5 : 6), 0);

/** Breaks a text into at most three lines of this width: between Chinese characters, or at spaces. */
export function wrap(text: string, most: number): string[] {
  const parts = text.match(/[\u2e80-\uffef]|[^\s\u2e80-\uffef]+\s*|\s+/g) ?? [];
  const lines: string[] = [''];
  for (const part of parts) {
    const last = lines.length - 1;
    if (lines[last] !== '' && width(lines[last] + part.trimEnd()) > most) lines.push(part);
    else lines[last] += part;
  }
  const trimmed = lines.map((line) => line.trim());
  return trimmed.length > 3 ? [...trimmed.slice(0, 2), `${trimmed[2]!.slice(0, -1)}…`] : trimmed;
}
