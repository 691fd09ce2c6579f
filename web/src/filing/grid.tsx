// Rows as an answer: a grid that takes what is pasted from a spreadsheet. A row is drawn again only
// when it changed; long tables are shown a page at a time.
import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { App, Button, Pagination, Popconfirm, Tooltip } from 'antd';
import { memo, useCallback, useRef, useState, useSyncExternalStore, type ClipboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { CodeList, Field, Remark, Value } from '../api/filing';
import { useTitle } from '../i18n/words';
import { Attachments } from './attachments';
import { Control } from './controls';
import { RemarkLine } from './marks';
import { pasteRows } from './sheet';
import { files, inWords, rows as rowsOf, type Row } from './values';
import { useRemark, useWords, useWork } from './work';

const PAGE = 20;
const WIDE: Field['type'][] = ['long_text', 'choices', 'attachments'];

interface Props {
  field: Field;
  value: Value | undefined;
  onChange: (value: Value) => void;
  onBlur: () => void;
  disabled: boolean;
  id: string;
  label: string;
}

export function Grid({ field, value, onChange, onBlur, disabled, id, label }: Props) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const { codes } = useWork();
  const rows = rowsOf(value);
  const columns = field.fields ?? [];
  const most = field.max_rows ?? Infinity;
  const [page, setPage] = useState(1);
  const start = (Math.min(page, Math.max(1, Math.ceil(rows.length / PAGE))) - 1) * PAGE;
  const latest = useRef(rows);
  latest.current = rows;
  const put = useCallback((at: number, column: string, cell: Value) => onChange(latest.current.map((row, index) => (index === at ? { ...row, [column]: cell } : row))), [onChange]);
  const remove = useCallback(
    (at: number) => {
      onChange(latest.current.filter((_, index) => index !== at));
      onBlur();
    },
    [onChange, onBlur],
  );
  const add = () => {
    onChange([...latest.current, {}]);
    setPage(Math.ceil((latest.current.length + 1) / PAGE));
  };
  const paste = (event: ClipboardEvent) => {
    const text = event.clipboardData.getData('text/plain');
    const cell = (event.target as HTMLElement).closest<HTMLElement>('[data-cell]')?.dataset.cell;
    if (disabled || !/[\t\n]/.test(text.trim())) return;
    event.preventDefault();
    const [row = latest.current.length, column = 0] = (cell ?? '').split(',').filter(Boolean).map(Number);
    const pasted = pasteRows(columns, codes, latest.current, { row, column }, text, most);
    onChange(pasted);
    onBlur();
    void message.success(t('fill.pasted', { rows: pasted.length }));
  };
  return (
    <div className="grid" id={id} role="group" aria-label={label} onPaste={paste} tabIndex={-1}>
      <div className="grid-scroll">
        <table>
          <Head columns={columns} disabled={disabled} />
          <tbody>
            {rows.slice(start, start + PAGE).map((row, index) => (
              <GridRow key={start + index} table={field.id} columns={columns} codes={codes} row={row} at={start + index} disabled={disabled} onPut={put} onRemove={remove} onBlur={onBlur} />
            ))}
          </tbody>
        </table>
        {rows.length === 0 ? <div className="grid-empty muted">{t('fill.no_rows')}</div> : null}
      </div>
      <div className="grid-foot">
        {disabled ? null : (
          <>
            <Button size="small" icon={<PlusOutlined aria-hidden />} disabled={rows.length >= most} onClick={add}>
              {t('fill.add_row')}
            </Button>
            <span className="muted">{t('fill.paste_hint')}</span>
          </>
        )}
        <span className="grow" />
        <span className="muted">{Number.isFinite(most) ? t('fill.rows_of', { rows: rows.length, most }) : t('fill.rows', { rows: rows.length })}</span>
        {rows.length > PAGE ? <Pagination size="small" simple current={start / PAGE + 1} pageSize={PAGE} total={rows.length} onChange={setPage} /> : null}
      </div>
      <CellRemarks table={field.id} columns={columns} rows={rows.length} />
    </div>
  );
}

function Head({ columns, disabled }: { columns: readonly Field[]; disabled: boolean }) {
  const { t } = useTranslation();
  const title = useTitle();
  return (
    <thead>
      <tr>
        <th className="grid-number">#</th>
        {columns.map((column) => (
          <th key={column.id} style={{ minWidth: WIDE.includes(column.type) ? 220 : 120 }}>
            <Tooltip title={title(column.help)}>
              <span>{title(column.title)}{column.unit ? ` (${title(column.unit)})` : ''}{column.required === 'true' ? <span className="star">*</span> : null}</span>
            </Tooltip>
          </th>
        ))}
        {disabled ? null : <th><span className="sr">{t('action.remove')}</span></th>}
      </tr>
    </thead>
  );
}

interface RowProps {
  table: string;
  columns: readonly Field[];
  codes: readonly CodeList[];
  row: Row;
  at: number;
  disabled: boolean;
  onPut: (at: number, column: string, value: Value) => void;
  onRemove: (at: number) => void;
  onBlur: () => void;
}

const GridRow = memo(function GridRow({ table, columns, codes, row, at, disabled, onPut, onRemove, onBlur }: RowProps) {
  const { t } = useTranslation();
  return (
    <tr>
      <td className="grid-number">{at + 1}</td>
      {columns.map((column, index) => (
        <td key={column.id} data-cell={`${at},${index}`}>
          <Cell path={`${table}[${at}].${column.id}`} column={column} codes={codes} value={row[column.id]} at={at} disabled={disabled} onPut={onPut} onBlur={onBlur} />
        </td>
      ))}
      {disabled ? null : (
        <td>
          <Popconfirm title={t('fill.remove_row', { row: at + 1 })} onConfirm={() => onRemove(at)}>
            <Button type="text" size="small" icon={<DeleteOutlined aria-hidden />} aria-label={t('fill.remove_row', { row: at + 1 })} />
          </Popconfirm>
        </td>
      )}
    </tr>
  );
});

/** What the server says of one cell; listened to by table, so that a table of 500 rows has one list. */
function useCell(path: string) {
  const { store } = useWork();
  const table = path.slice(0, path.indexOf('['));
  const subscribe = useCallback((listener: () => void) => store.subscribe(`cells:${table}`, listener), [store, table]);
  return useSyncExternalStore(subscribe, () => store.state(path));
}

interface CellProps {
  path: string;
  column: Field;
  codes: readonly CodeList[];
  value: Value | undefined;
  at: number;
  disabled: boolean;
  onPut: (at: number, column: string, value: Value) => void;
  onBlur: () => void;
}

function Cell({ path, column, codes, value, at, disabled, onPut, onBlur }: CellProps) {
  const title = useTitle();
  const words = useWords();
  const say = useRemark();
  const state = useCell(path);
  const remarks = state.remarks ?? [];
  const label = `${title(column.title)} ${at + 1}`;
  if (state.hidden) return <span className="muted">–</span>;
  if (column.type === 'computed') return <span className="computed">{inWords(column, state.value, codes, words)}</span>;
  if (column.type === 'attachments') return <Attachments small files={files(value)} onChange={(next) => { onPut(at, column.id, next as unknown as Value); onBlur(); }} disabled={disabled} label={label} accept={column.accept} period={column.period} />;
  if (disabled) return <span className="grid-value">{inWords(column, value, codes, words) || '–'}</span>;
  const status = remarks.length === 0 ? undefined : remarks.every((one) => one.warning) ? 'warning' : 'error';
  return (
    <Tooltip title={remarks.map(say).join('\n')}>
      <div>
        <Control compact field={column} value={value} onChange={(next) => onPut(at, column.id, next)} onBlur={onBlur} codes={codes} disabled={disabled} id={`f-${path}`} label={label} status={status} />
      </div>
    </Tooltip>
  );
}

const TOLD = 6;

/** What is wrong in the cells, by row and column, below the table: a tooltip alone is not seen. */
function CellRemarks({ table, columns, rows }: { table: string; columns: readonly Field[]; rows: number }) {
  const { t } = useTranslation();
  const title = useTitle();
  const { store } = useWork();
  const subscribe = useCallback((listener: () => void) => store.subscribe(`cells:${table}`, listener), [store, table]);
  const evaluation = useSyncExternalStore(subscribe, () => store.evaluation());
  const found: { key: string; place: string; remark: Remark }[] = [];
  for (let at = 0; at < rows; at += 1) {
    for (const column of columns) {
      const path = `${table}[${at}].${column.id}`;
      for (const remark of evaluation.fields[path]?.remarks ?? []) found.push({ key: `${path}${remark.code}`, place: t('fill.cell', { row: at + 1, column: title(column.title) }), remark });
    }
  }
  if (found.length === 0) return null;
  return (
    <div>
      {found.slice(0, TOLD).map(({ key, place, remark }) => (
        <div key={key} className="cell-remark">
          <span className="muted">{place}</span> <RemarkLine remark={remark} />
        </div>
      ))}
      {found.length > TOLD ? <span className="muted">{t('fill.more_remarks', { count: found.length - TOLD })}</span> : null}
    </div>
  );
}
