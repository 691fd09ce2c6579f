import { Tooltip } from 'antd';
import { useTranslation } from 'react-i18next';
import type { CodeList, Field, PeerShare, Value } from '../api/filing';
import { inWords, item } from './values';
import { useWords } from './work';

/** Whether an answer is the one that a share counts: a code, or a number within a bracket `[10,20)`. */
export function counts(share: string, value: Value | undefined): boolean {
  const bracket = /^([[(])(-?[\d.]+),(-?[\d.]+)([\])])$/.exec(share);
  if (!bracket) return String(value ?? '') === share;
  if (typeof value !== 'number') return false;
  const [from, to] = [Number(bracket[2]), Number(bracket[3])];
  return (bracket[1] === '[' ? value >= from : value > from) && (bracket[4] === ']' ? value <= to : value < to);
}

function answerOf(field: Field, value: Value | undefined): Value | undefined {
  if (field.type === 'item') return item(value).answer;
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value.code : value;
}

/** How others answered: one column a value, the enterprise's own marked; words in the tooltip. */
export function Peers({ field, value, shares, codes }: { field: Field; value: Value | undefined; shares: readonly PeerShare[] | undefined; codes: readonly CodeList[] }) {
  const { t } = useTranslation();
  const words = useWords();
  if (!shares || shares.length === 0) return <span className="muted">–</span>;
  const total = shares.reduce((sum, share) => sum + share.filings, 0);
  const most = Math.max(...shares.map((share) => share.filings), 1);
  const own = answerOf(field, value);
  const mine = shares.find((share) => counts(share.value, own));
  const name = (code: string) => (field.type === 'item' ? words.verdict(code) : inWords({ ...field, type: field.type === 'choices' ? 'choice' : field.type }, code, codes, words));
  const told = shares.map((share) => `${name(share.value)} ${Math.round((100 * share.filings) / Math.max(total, 1))}%`).join(' · ');
  return (
    <Tooltip title={told}>
      <span className="peers-bar" role="img" aria-label={told} tabIndex={-1}>
        {shares.map((share) => (
          <span key={share.value} className={share === mine ? 'peer peer-own' : 'peer'} style={{ height: `${Math.max(8, (100 * share.filings) / most)}%` }} />
        ))}
        <span className="peers-share">{mine ? `${Math.round((100 * mine.filings) / Math.max(total, 1))}%` : t('verify.rare')}</span>
      </span>
    </Tooltip>
  );
}
