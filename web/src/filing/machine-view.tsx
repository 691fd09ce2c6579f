import { useTranslation } from 'react-i18next';
import type { Machine, MachineTransition } from '../api/filing';
import { useTitle } from '../i18n/words';
import { draw, type Arc } from './machine';

const WIDTH = 168;
const HEIGHT = 34;
const STEP = 74;
const LANE = 104;

interface Props {
  machine: Machine;
  /** State to be marked. */
  current?: string;
  /** States that were passed. */
  reached?: readonly string[];
}

/** A procedure's states and steps, drawn from its pack. */
export function MachineView({ machine, current, reached }: Props) {
  const { t } = useTranslation();
  const title = useTitle();
  const drawing = draw(machine);
  const left = drawing.left * LANE + 20;
  const width = left + WIDTH + Math.max(drawing.right, 1) * LANE + 30;
  const height = machine.states.length * STEP - STEP + HEIGHT + 12;
  const top = (at: number) => at * STEP + 6;
  const label = (transitions: readonly MachineTransition[]) => transitions.map((one) => title(one.title) || one.action);
  return (
    <div className="machine">
      <svg viewBox={`0 0 ${width} ${height}`} width={width} height={height} role="img" aria-label={t('machine.label')}>
        <defs>
          <marker id="machine-arrow" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" orient="auto-start-reverse">
            <path d="M0 0 L10 5 L0 10 z" fill="#5b6b7d" />
          </marker>
        </defs>
        {drawing.arcs.map((arc) => (
          <ArcView key={`${arc.from}>${arc.to}`} arc={arc} left={left} top={top} words={label(arc.transitions)} />
        ))}
        {machine.states.map((state, at) => {
          const here = state.id === current;
          const kind = here ? 'here' : state.terminal ? 'last' : reached?.includes(state.id) ? 'past' : 'plain';
          const loops = drawing.loops.get(at);
          return (
            <g key={state.id} className={`machine-state machine-${kind}`}>
              <rect x={left} y={top(at)} width={WIDTH} height={HEIGHT} rx={state.terminal ? 17 : 5} />
              <text x={left + WIDTH / 2} y={top(at) + HEIGHT / 2 + (loops ? -1 : 5)} textAnchor="middle">
                {here ? '● ' : ''}
                {title(state.title)}
              </text>
              {loops ? (
                <text className="machine-loop" x={left + WIDTH / 2} y={top(at) + HEIGHT - 5} textAnchor="middle">
                  ↻ {label(loops).join(' / ')}
                </text>
              ) : null}
            </g>
          );
        })}
      </svg>
    </div>
  );
}

function ArcView({ arc, left, top, words }: { arc: Arc; left: number; top: (at: number) => number; words: string[] }) {
  if (arc.lane === 0) {
    const x = left + WIDTH / 2;
    const y = top(arc.from) + HEIGHT;
    return (
      <g>
        <path className="machine-arc" d={`M${x} ${y} L${x} ${top(arc.to) - 1}`} markerEnd="url(#machine-arrow)" />
        <Words words={words} x={x + 6} y={(y + top(arc.to)) / 2} anchor="start" />
      </g>
    );
  }
  const side = arc.back ? -1 : 1;
  const edge = arc.back ? left : left + WIDTH;
  const out = edge + side * (arc.lane * LANE - 40);
  const [from, to] = [top(arc.from) + HEIGHT / 2 - side * 5, top(arc.to) + HEIGHT / 2 - side * 5];
  return (
    <g>
      <path className={arc.back ? 'machine-arc machine-back' : 'machine-arc'} d={`M${edge} ${from} C${out} ${from} ${out} ${from} ${out} ${(from + to) / 2} S${out} ${to} ${edge + side * 2} ${to}`} markerEnd="url(#machine-arrow)" />
      <Words words={words} x={out} y={(from + to) / 2} anchor="middle" />
    </g>
  );
}

function Words({ words, x, y, anchor }: { words: string[]; x: number; y: number; anchor: 'start' | 'middle' }) {
  return (
    <text className="machine-words" x={x} y={y - (words.length - 1) * 6 + 4} textAnchor={anchor}>
      {words.map((word, at) => (
        <tspan key={word} x={x} dy={at === 0 ? 0 : 13}>
          {word}
        </tspan>
      ))}
    </text>
  );
}
