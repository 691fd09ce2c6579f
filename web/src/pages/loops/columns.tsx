// Loops as columns by state: the most pressing first, each count the list behind it.
import { Button, Checkbox, Empty, Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { useGet, useList, useTotal } from '../../api/hooks';
import type { LoopRow } from '../../api/loop';
import { count } from '../../format';
import { useWord } from '../../i18n/words';
import { OVER } from '../../loop/state';
import { pick, useFilter } from '../../ui/filters';
import { Go } from '../../ui/go';
import { inOrder, LOOP_STAGES } from '../../ui/loop-charts';
import { Ready } from '../../ui/page';
import { ErrorBox } from '../../ui/problem';
import { Due, SeverityTag } from '../../ui/tags';
import { loopPage, page } from '../../url';
import { asked, FIGURED, Marks, NAMES } from './board';

interface Props {
  chosen: Map<string, string>;
  onChoose: (row: LoopRow) => void;
}

/** States that stay in view without any loop: the ordinary way. */
const ALWAYS = ['issued', 'signed_for', 'replied', 'closed'];

export function Columns({ chosen, onChoose }: Props) {
  const [filter] = useFilter();
  const statistics = useGet('/api/v1/loops/statistics', { query: pick(filter, FIGURED) });
  // Figures count what this organisation issued and oversees; what was issued to it is among its loops.
  const { state: _, ...others } = pick(filter, NAMES);
  const seen = useList('/api/v1/loops', { limit: 200, ...others });
  return (
    <Ready query={statistics}>
      {(data) => {
        const present = new Set([...data.by_state.filter((state) => state.count > 0).map((state) => state.key), ...seen.items.map((row) => row.state), ...ALWAYS]);
        const states = inOrder([...present].map((key) => ({ key, count: 0 })), LOOP_STAGES).map(({ key }) => key);
        const shown = filter.state && filter.state !== 'open' ? states.filter((state) => state === filter.state) : filter.state === 'open' ? states.filter((state) => !OVER.includes(state)) : states;
        return (
          <>
            <div className="board">{shown.map((state) => <Column key={state} state={state} chosen={chosen} onChoose={onChoose} />)}</div>
            <Total />
          </>
        );
      }}
    </Ready>
  );
}

/** How many loops the board is about in all. */
function Total() {
  const { t } = useTranslation();
  const [filter] = useFilter();
  const total = useTotal('/api/v1/loops', pick(filter, NAMES));
  if (total === undefined) return null;
  return <div className="board-foot muted" data-total={total}>{t('loops.total', { total: count(total) })}</div>;
}

function Column({ state, chosen, onChoose }: Props & { state: string }) {
  const { t } = useTranslation();
  const word = useWord();
  const [filter] = useFilter();
  const query = { ...pick(filter, NAMES), state };
  const list = useList('/api/v1/loops', { limit: 20, ...asked(filter), state });
  return (
    <section className="board-column" aria-label={word('state', state)}>
      <header>
        <b>{word('state', state)}</b>
        <Go to={page('/loops', { ...query, view: 'list' })} aria-label={t('loops.open_list', { state: word('state', state), count: list.total })}>{count(list.total)}</Go>
      </header>
      {list.error ? <ErrorBox error={list.error} retry={list.retry} /> : null}
      {list.loading ? <Skeleton active /> : null}
      {!list.loading && list.items.length === 0 ? <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('loops.none')} /> : null}
      <ul>
        {list.items.map((row) => <Card key={row.id} row={row} chosen={chosen.has(row.id)} onChoose={onChoose} />)}
      </ul>
      {list.more ? <Button size="small" type="text" block loading={list.loadingMore} onClick={list.more}>{t('list.more')}</Button> : null}
    </section>
  );
}

function Card({ row, chosen, onChoose }: { row: LoopRow; chosen: boolean; onChoose: (row: LoopRow) => void }) {
  const { t } = useTranslation();
  const word = useWord();
  const name = row.title || row.number || word('loop_source', row.source);
  return (
    <li className={row.overdue ? 'board-card board-late' : 'board-card'}>
      <div className="board-top">
        <SeverityTag severity={row.severity} />
        <span className="muted">{word('loop_source', row.source)}</span>
        {row.party ? <Checkbox checked={chosen} aria-label={t('loops.choose', { name })} onChange={() => onChoose(row)} /> : null}
      </div>
      <Go to={loopPage(row.party ? row.source : '', row.id)} className="board-title">{name}</Go>
      {row.title && row.number ? <div className="muted board-line">{row.number}</div> : null}
      <div className="board-line">{row.issuer === row.recipient ? row.recipient_name : `${row.issuer_name} → ${row.recipient_name}`}</div>
      <div className="board-top"><Due ms={row.due} done={!row.open} /></div>
      <Marks row={row} />
    </li>
  );
}
