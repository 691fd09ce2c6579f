// Small marks: severity, states, technique, times. Colour never stands alone: the word is there too.
import { CheckCircleFilled, ClockCircleOutlined } from '@ant-design/icons';
import dayjs from 'dayjs';
import relativeTime from 'dayjs/plugin/relativeTime';
import { Tag, Tooltip } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNow } from '../clock';
import { captureMs, captureTime, dateTime, short, spanParts } from '../format';
import { useWord } from '../i18n/words';
import { Go } from './go';

dayjs.extend(relativeTime);

export const SEVERITY_COLOUR: Record<string, string> = {
  critical: '#a8071a',
  high: '#d4450c',
  medium: '#b07503',
  low: '#1668dc',
  info: '#6b7785',
};

export function SeverityTag({ severity }: { severity: string }) {
  const word = useWord();
  return (
    <Tag color={SEVERITY_COLOUR[severity] ?? '#6b7785'} variant="solid">
      {word('severity', severity)}
    </Tag>
  );
}

const STATE_COLOUR: Record<string, string> = {
  open: 'orange',
  issued: 'orange',
  signed_for: 'blue',
  replied: 'geekblue',
  returned: 'volcano',
  closed: 'green',
  withdrawn: 'default',
  confirmed: 'red',
  false_positive: 'default',
  active: 'green',
  suspended: 'volcano',
  disabled: 'default',
  revoked: 'default',
  queued: 'default',
  sent: 'blue',
  applied: 'green',
  rejected: 'red',
  used: 'green',
  planned: 'blue',
  registered: 'orange',
  accepted: 'cyan',
  reported: 'blue',
  done: 'green',
  disputed: 'gold',
  transfer_asked: 'gold',
  transferred: 'default',
  dismissed: 'default',
  running: 'gold',
  over: 'default',
};

/** A state, in the words of `group`. */
export function StateTag({ group, state }: { group: string; state: string }) {
  const word = useWord();
  return <Tag color={STATE_COLOUR[state] ?? 'default'}>{word(group, state)}</Tag>;
}

/** ATT&CK for ICS techniques: id, with the name beside or in the tooltip. */
export function Techniques({ ids, names }: { ids: readonly string[]; names?: boolean }) {
  const word = useWord();
  return (
    <span className="tags">
      {ids.map((id) => (
        <Tooltip key={id} title={`ATT&CK ICS ${id} ${word('technique', id)}`}>
          <Tag color="purple">
            {id}
            {names ? ` ${word('technique', id)}` : ''}
          </Tag>
        </Tooltip>
      ))}
    </span>
  );
}

export function Time({ ms }: { ms: number | null | undefined }) {
  if (ms === null || ms === undefined) return <span className="muted">–</span>;
  return <span className="time">{dateTime(ms)}</span>;
}

export function CaptureTime({ ns }: { ns: number }) {
  return (
    <Tooltip title={captureTime(ns)}>
      <span className="time">{dateTime(captureMs(ns))}</span>
    </Tooltip>
  );
}

export function Ago({ ms }: { ms: number | null | undefined }) {
  const now = useNow();
  const { t } = useTranslation();
  if (ms === null || ms === undefined) return <span className="muted">{t('time.never')}</span>;
  return (
    <Tooltip title={dateTime(ms)}>
      <span>{dayjs(Math.min(ms, now)).from(now)}</span>
    </Tooltip>
  );
}

/** A span in the reader's words: `2 d 3 h`. */
export function useSpan(): (ms: number) => string {
  const { t } = useTranslation();
  return (ms) =>
    spanParts(ms)
      .map((part) => t(`time.unit_${part.unit}`, { value: part.value }))
      .join(' ');
}

/** A deadline with its clock: what remains, or by how much it is past (red). */
export function Due({ ms, done }: { ms: number | null | undefined; done?: boolean }) {
  const now = useNow();
  const { t } = useTranslation();
  const span = useSpan();
  if (ms === null || ms === undefined) return <span className="muted">–</span>;
  if (done) return <Time ms={ms} />;
  const left = ms - now;
  const text = left < 0 ? t('time.overdue', { span: span(left) }) : t('time.left', { span: span(left) });
  return (
    <Tooltip title={dateTime(ms)}>
      <span className={left < 0 ? 'overdue' : left < 24 * 3600_000 ? 'soon' : undefined}>
        <ClockCircleOutlined aria-hidden /> {text}
      </span>
    </Tooltip>
  );
}

/** A hash or id, short, whole in the tooltip and for copying by hand. */
export function Hash({ text, length }: { text: string; length?: number }) {
  return (
    <Tooltip title={<code className="hash">{text}</code>}>
      <code>{short(text, length)}</code>
    </Tooltip>
  );
}

export function Yes({ label }: { label: string }) {
  return (
    <Tooltip title={label}>
      <CheckCircleFilled className="good" role="img" aria-label={label} />
    </Tooltip>
  );
}

/** A host that opens its observations. */
export function Host({ host }: { host: string }) {
  if (!host) return <span className="muted">–</span>;
  return <Go to={`/observations?host=${encodeURIComponent(host)}`}>{host}</Go>;
}
