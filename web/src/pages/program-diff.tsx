import { useParams } from '@tanstack/react-router';
import { Button, Card, Empty, Segmented, Tag } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useGet } from '../api/hooks';
import type { ProgramDiff, ProgramVersion } from '../api/types';
import { bytes, count } from '../format';
import { pick, useFilter } from '../ui/filters';
import { ascii, hexRows, offsetText, type Fold, type HexRow, type Side } from '../ui/hex';
import { Page, Ready } from '../ui/page';
import { Direction } from '../ui/program';
import { CaptureTime, Hash, Host } from '../ui/tags';

/** What changed between two versions of a program, byte for byte. */
export function Difference() {
  const { t } = useTranslation();
  const { id = '' } = useParams({ strict: false });
  const [filter] = useFilter();
  const program = useGet('/api/v1/programs/{id}', { path: { id } });
  // The address names both versions; on the way out of this page it names none.
  const both = Boolean(filter.from && filter.to);
  const difference = useGet('/api/v1/programs/{id}/diff', { path: { id }, query: pick(filter, ['from', 'to']), enabled: both });
  const name = program.data ? program.data.name || t('programs.unnamed') : t('nav.programs');
  return (
    <Page back={`/programs/${encodeURIComponent(id)}`} title={t('diff.title', { name, from: filter.from ?? '', to: filter.to ?? '' })}>
      {both ? <Ready query={difference}>{(data) => <Content difference={data} />}</Ready> : <Empty description={t('programs.pick_two')} />}
    </Page>
  );
}

function Content({ difference }: { difference: ProgramDiff }) {
  const { t } = useTranslation();
  const [all, setAll] = useState(false);
  const rows = useMemo(() => {
    const folded = hexRows(difference.hunks);
    return all ? folded.flatMap((row) => (row.op === 'fold' ? row.rows : [row])) : folded;
  }, [difference, all]);
  return (
    <div className="stack">
      <div className="columns-even">
        <Version version={difference.from} label={t('diff.older')} />
        <Version version={difference.to} label={t('diff.newer')} />
      </div>
      <Card
        size="small"
        title={
          <span className="tags">
            <Tag color="red">− {t('diff.removed', { value: count(difference.removed) })}</Tag>
            <Tag color="green">+ {t('diff.added', { value: count(difference.added) })}</Tag>
            <Tag>= {t('diff.same', { value: count(difference.same) })}</Tag>
          </span>
        }
        extra={<Segmented<boolean> size="small" value={all} onChange={setAll} options={[{ value: false, label: t('diff.changes') }, { value: true, label: t('diff.all') }]} />}
        styles={{ body: { padding: 0 } }}
      >
        {difference.removed + difference.added === 0 ? <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('diff.none')} /> : null}
        <Rows rows={rows} />
      </Card>
    </div>
  );
}

function Version({ version, label }: { version: ProgramVersion; label: string }) {
  const { t } = useTranslation();
  return (
    <Card size="small" title={<>{label} · {t('programs.version', { value: version.number })}</>} extra={<Direction direction={version.direction} />}>
      <div><CaptureTime ns={version.first} /> · {t('programs.by')} <Host host={version.by} /></div>
      <div className="muted">{bytes(version.size)} · SHA-256 <Hash text={version.sha256} length={20} /></div>
    </Card>
  );
}

/** Rows shown at first and added by each press: a browser draws thousands of rows slowly. */
const STEP = 600;

function Rows({ rows }: { rows: (HexRow | Fold)[] }) {
  const { t } = useTranslation();
  const [shown, setShown] = useState(STEP);
  return (
    <div className="hex" role="region" aria-label={t('diff.bytes')} tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('diff.change')}</th>
            <th scope="col">{t('diff.offset')}</th><th scope="col">{t('diff.older')}</th><th scope="col">ASCII</th>
            <th scope="col" className="hex-split">{t('diff.offset')}</th><th scope="col">{t('diff.newer')}</th><th scope="col">ASCII</th>
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, shown).map((row, index) =>
            row.op === 'fold' ? (
              <tr key={index} className="hex-fold"><td colSpan={7}>{t('diff.folded', { value: count(row.bytes), from: offsetText(row.from), to: offsetText(row.to) })}</td></tr>
            ) : (
              <Row key={index} row={row} />
            ),
          )}
        </tbody>
      </table>
      {rows.length > shown ? <div className="list-foot"><Button size="small" onClick={() => setShown(shown + STEP)}>{t('list.more')}</Button></div> : null}
    </div>
  );
}

const MARK = { same: '=', removed: '−', added: '+', changed: '≠' };

function Row({ row }: { row: HexRow }) {
  const { t } = useTranslation();
  const differs = (side: Side | undefined, other: Side | undefined, index: number) => row.op !== 'same' && side?.hex[index] !== other?.hex[index];
  return (
    <tr className={`hex-${row.op}`}>
      <td aria-label={t(`diff.op_${row.op}`)}>{MARK[row.op]}</td>
      <Bytes side={row.older} differs={(index) => differs(row.older, row.newer, index)} tone="hex-out" />
      <Bytes side={row.newer} differs={(index) => differs(row.newer, row.older, index)} tone="hex-in" split="hex-split" />
    </tr>
  );
}

function Bytes({ side, differs, tone, split = '' }: { side?: Side; differs: (index: number) => boolean; tone: string; split?: string }) {
  if (!side) return <td colSpan={3} className={`hex-none ${split}`} />;
  return (
    <>
      <td className={`hex-at ${split}`}>{offsetText(side.offset)}</td>
      <td>{side.hex.map((pair, index) => (differs(index) ? <b key={index} className={tone}>{pair}</b> : <span key={index}>{pair}</span>)).flatMap((node, index) => (index === 0 ? [node] : [' ', node]))}</td>
      <td className="hex-text">{ascii(side.hex)}</td>
    </>
  );
}
