// A procedure's machine as a drawing: states from top to bottom in the pack's order, transitions as
// arcs, forward on the right and back on the left, each in a lane where it meets no other.
import type { Machine, MachineTransition } from '../api/filing';

export interface Arc {
  from: number;
  to: number;
  /** 0 = straight down to the next state; 1, 2, … = lanes outwards. */
  lane: number;
  back: boolean;
  transitions: MachineTransition[];
}

export interface Drawing {
  arcs: Arc[];
  /** Transitions that stay in their state, by state. */
  loops: Map<number, MachineTransition[]>;
  /** Lanes used on the right and on the left. */
  right: number;
  left: number;
}

/** Pairs of states with all transitions between them. */
function pairs(machine: Machine): Map<string, { from: number; to: number; transitions: MachineTransition[] }> {
  const places = new Map(machine.states.map((state, at) => [state.id, at]));
  const found = new Map<string, { from: number; to: number; transitions: MachineTransition[] }>();
  for (const transition of machine.transitions) {
    const [from, to] = [places.get(transition.from), places.get(transition.to)];
    if (from === undefined || to === undefined) continue;
    const key = `${from}>${to}`;
    const pair = found.get(key) ?? { from, to, transitions: [] };
    pair.transitions.push(transition);
    found.set(key, pair);
  }
  return found;
}

/** The first lane, from `first` on, in which an arc over these rows meets no other. */
function freeLane(lanes: Map<number, [number, number][]>, top: number, bottom: number, first: number): number {
  for (let lane = first; ; lane += 1) {
    const taken = lanes.get(lane) ?? [];
    if (taken.every(([a, b]) => bottom <= a || top >= b)) {
      lanes.set(lane, [...taken, [top, bottom]]);
      return lane;
    }
  }
}

/** Where everything goes. */
export function draw(machine: Machine): Drawing {
  const drawing: Drawing = { arcs: [], loops: new Map(), right: 0, left: 0 };
  const lanes = { right: new Map<number, [number, number][]>(), left: new Map<number, [number, number][]>() };
  const all = [...pairs(machine).values()].sort((a, b) => Math.abs(a.to - a.from) - Math.abs(b.to - b.from));
  for (const { from, to, transitions } of all) {
    if (from === to) {
      drawing.loops.set(from, transitions);
      continue;
    }
    const back = to < from;
    const side = back ? 'left' : 'right';
    const straight = to === from + 1;
    const lane = straight ? 0 : freeLane(lanes[side], Math.min(from, to), Math.max(from, to), 1);
    drawing[side] = Math.max(drawing[side], lane);
    drawing.arcs.push({ from, to, lane, back, transitions });
  }
  return drawing;
}
