import { ExpandOutlined } from '@ant-design/icons';
import { Button, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Machine, MachineTransition } from '../api/filing';
import { useTitle } from '../i18n/words';
import { draw, span, wrap, type Line } from './machine';

const WIDTH = 164;
const HEIGHT = 36;
const STEP = 78;
const LANE = 78;
const ROUND = 7;

interface Props {
  machine: Machine;
  /** State to be marked. */
  current?: string;
  /** States that were passed. */
  reached?: readonly string[];
}

/** A procedure's states and steps, drawn from its pack; larger on demand. */
export function MachineView(props: Props) {
  const { t } = useTranslation();
  const [large, setLarge] = useState(false);
  return (
    <div className="machine">
      <Button className="machine-enlarge" size="small" type="text" icon={<ExpandOutlined aria-hidden />} onClick={() => setLarge(true)}>
        {t('machine.enlarge')}
      </Button>
      <Diagram {...props} />
      <Modal open={large} onCancel={() => setLarge(false)} footer={null} width="94vw" style={{ top: 20 }} title={t('machine.title')} destroyOnHidden>
        <div className="machine machine-large">
          <Diagram {...props} />
        </div>
      </Modal>
    </div>
  );
}

const laneX = (lane: number) => 22 + (lane - 0.5) * LANE;

function Diagram({ machine, current, reached }: Props) {
  const { t } = useTranslation();
  const title = useTitle();
  const drawing = draw(machine);
  const left = drawing.left * LANE + 24;
  const size = { width: left + WIDTH + Math.max(drawing.right, 0.6) * LANE + 26, height: machine.states.length * STEP - STEP + HEIGHT + 12 };
  const label = (transitions: readonly MachineTransition[]) => [...new Set(transitions.map((one) => title(one.title) || one.action))].join(' / ');
  return (
    <svg viewBox={`0 0 ${size.width} ${size.height}`} width={size.width} height={size.height} role="img" aria-label={t('machine.label')}>
      <defs>
        <marker id="machine-arrow" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" orient="auto-start-reverse">
          <path d="M0 0 L10 5 L0 10 z" fill="#5b6b7d" />
        </marker>
      </defs>
      {drawing.lines.map((line) => (
        <LineView key={`${line.from.join()}>${line.to}`} line={line} left={left} words={label(line.transitions)} />
      ))}
      {machine.states.map((state, at) => {
        const here = state.id === current;
        const kind = here ? 'here' : state.terminal ? 'last' : reached?.includes(state.id) ? 'past' : 'plain';
        const loops = drawing.loops.get(at);
        return (
          <g key={state.id} className={`machine-state machine-${kind}`}>
            <rect x={left} y={top(at)} width={WIDTH} height={HEIGHT} rx={state.terminal ? HEIGHT / 2 : 5} />
            <text x={left + WIDTH / 2} y={top(at) + HEIGHT / 2 + (loops ? -1 : 5)} textAnchor="middle">
              {here ? '● ' : ''}
              {wrap(title(state.title), WIDTH - 10)[0]}
            </text>
            {loops ? (
              <text className="machine-loop" x={left + WIDTH / 2} y={top(at) + HEIGHT - 6} textAnchor="middle">
                <title>{label(loops)}</title>↻ {wrap(label(loops), WIDTH - 10)[0]}
              </text>
            ) : null}
          </g>
        );
      })}
    </svg>
  );
}

const top = (at: number) => at * STEP + 6;
const middle = (at: number) => top(at) + HEIGHT / 2;

function LineView({ line, left, words }: { line: Line; left: number; words: string }) {
  if (line.lane === 0) {
    const x = left + WIDTH / 2;
    const y = top(line.from[0]!) + HEIGHT;
    return (
      <g>
        <path className="machine-arc" d={`M${x} ${y} V${top(line.to) - 1}`} markerEnd="url(#machine-arrow)" />
        <Words lines={wrap(words, WIDTH / 2 + 4)} full={words} x={x + 7} y={(y + top(line.to)) / 2} anchor="start" />
      </g>
    );
  }
  const side = line.back ? -1 : 1;
  const edge = line.back ? left : left + WIDTH;
  const x = edge + side * laneX(line.lane);
  // Lines of several lanes that end at one state end a little apart.
  const end = middle(line.to) + Math.max(-12, 4 - 5 * line.lane);
  const [first, last] = span(line);
  return (
    <g className={line.back ? 'machine-back' : undefined}>
      {line.from.map((from, index) => {
        const begin = middle(from) + Math.min(12, 5 * line.lane - 2);
        const down = end > begin ? 1 : -1;
        const path = `M${edge} ${begin} H${x - side * ROUND} Q${x} ${begin} ${x} ${begin + down * ROUND} V${end - down * ROUND} Q${x} ${end} ${x - side * ROUND} ${end} H${edge + side * 2}`;
        return <path key={from} className="machine-arc" d={path} markerEnd={index === 0 ? 'url(#machine-arrow)' : undefined} />;
      })}
      <Words lines={wrap(words, LANE - 8)} full={words} x={x} y={(middle(first) + middle(last)) / 2 - ((last - first) % 2 === 0 ? 0.4 * STEP : 0)} anchor="middle" />
    </g>
  );
}

function Words({ lines, full, x, y, anchor }: { lines: string[]; full: string; x: number; y: number; anchor: 'start' | 'middle' }) {
  return (
    <text className="machine-words" x={x} y={y - (lines.length - 1) * 6.5 + 4} textAnchor={anchor}>
      <title>{full}</title>
      {lines.map((line, at) => (
        <tspan key={`${at}${line}`} x={x} dy={at === 0 ? 0 : 13}>
          {line}
        </tspan>
      ))}
    </text>
  );
}
