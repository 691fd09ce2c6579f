// A long list: only the rows in sight are drawn, the next page comes before its end is reached, and
// the keyboard walks it.
import { Empty, Table } from 'antd';
import type { ColumnsType } from 'antd/es/table';
import { useEffect, useRef, useState, type Key, type ReactNode, type UIEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { List } from '../api/hooks';
import { ErrorBox } from './problem';
import { ListFoot } from './table';

interface Props<T> {
  list: List<T>;
  columns: ColumnsType<T>;
  rowKey: (row: T) => string;
  label: string;
  /** Width of all columns. */
  width: number;
  onOpen: (row: T) => void;
  rowClass?: (row: T) => string;
  empty?: ReactNode;
  selection?: { keys: Key[]; onChange: (keys: Key[]) => void };
  /** The row that the keyboard stands on. */
  at?: number;
}

/** Pixels before the end at which the next page is asked for. */
const AHEAD = 1200;

/** Space left for a list under what stands above it. */
function useRest(loading: boolean): [React.RefObject<HTMLDivElement | null>, number] {
  const place = useRef<HTMLDivElement>(null);
  const [rest, setRest] = useState(420);
  useEffect(() => {
    const measure = () => {
      const top = place.current?.getBoundingClientRect().top ?? 300;
      setRest(Math.max(240, innerHeight - top - 96));
    };
    measure();
    addEventListener('resize', measure);
    return () => removeEventListener('resize', measure);
  }, [loading]);
  return [place, rest];
}

export function VirtualTable<T extends object>({ list, columns, rowKey, label, width, onOpen, rowClass, empty, selection, at }: Props<T>) {
  const { t } = useTranslation();
  const [place, rest] = useRest(list.loading);
  const table = useRef<{ scrollTo: (to: { index: number }) => void }>(null);
  const last = useRef<number>(undefined);
  useEffect(() => {
    if (at !== undefined && at !== last.current) table.current?.scrollTo({ index: Math.max(0, at - 3) });
    last.current = at;
  }, [at]);
  const onScroll = (event: UIEvent<HTMLElement>) => {
    const { scrollTop, scrollHeight, clientHeight } = event.currentTarget;
    if (scrollHeight - scrollTop - clientHeight < AHEAD && list.more && !list.loadingMore) list.more();
  };
  if (list.error && list.items.length === 0) return <ErrorBox error={list.error} retry={list.retry} />;
  return (
    <div className="list" aria-label={label} role="region" ref={place}>
      {list.error ? <ErrorBox error={list.error} retry={list.retry} /> : null}
      <Table<T>
        ref={table as never}
        virtual
        size="small"
        rowKey={rowKey}
        columns={columns}
        dataSource={list.items}
        loading={list.loading}
        pagination={false}
        scroll={{ x: width, y: rest }}
        onScroll={onScroll}
        rowClassName={(row, index) => `opens ${index === at ? 'is-at ' : ''}${rowClass?.(row) ?? ''}`}
        rowSelection={selection ? { columnWidth: 40, selectedRowKeys: selection.keys, onChange: (keys) => selection.onChange(keys), onCell: () => ({ onClick: (event) => event.stopPropagation() }) } : undefined}
        onRow={(row) => ({ onClick: () => onOpen(row) })}
        locale={{ emptyText: <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={empty ?? t('list.empty')} /> }}
      />
      <ListFoot list={list} label={label} />
    </div>
  );
}
