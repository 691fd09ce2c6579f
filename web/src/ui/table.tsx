// A list: filters above, a dense table, more on demand, and its loading, empty and error states.
import { ClearOutlined, DownloadOutlined } from '@ant-design/icons';
import { Button, Empty, Input, Select, Table, Tooltip } from 'antd';
import type { ColumnsType } from 'antd/es/table';
import { useEffect, useState, type Key, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { List } from '../api/hooks';
import { count } from '../format';
import { download } from './download';
import { useFilter } from './filters';
import { ErrorBox } from './problem';

export interface FilterSpec {
  name: string;
  label: string;
  /** Choices; without them it is a text. */
  options?: { value: string; label: string }[];
  width?: number;
}

/** Filters that live in the address. */
export function Filters({ specs, children }: { specs: FilterSpec[]; children?: ReactNode }) {
  const { t } = useTranslation();
  const [filter, change] = useFilter();
  const set = specs.filter((spec) => filter[spec.name]);
  const clear = () => change(Object.fromEntries(specs.map((spec) => [spec.name, undefined])));
  return (
    <div className="filters" role="search">
      {specs.map((spec) =>
        spec.options ? (
          <Select
            key={spec.name}
            aria-label={spec.label}
            placeholder={spec.label}
            allowClear
            showSearch={{ optionFilterProp: 'label' }}
            style={{ minWidth: spec.width ?? 120 }}
            popupMatchSelectWidth={false}
            value={filter[spec.name] || undefined}
            options={spec.options}
            onChange={(value: string | undefined) => change({ [spec.name]: value })}
          />
        ) : (
          <TextFilter key={spec.name} spec={spec} value={filter[spec.name] ?? ''} onChange={(value) => change({ [spec.name]: value })} />
        ),
      )}
      {set.length > 0 ? (
        <Button type="text" icon={<ClearOutlined aria-hidden />} onClick={clear}>
          {t('action.clear_filters')}
        </Button>
      ) : null}
      {children}
    </div>
  );
}

function TextFilter({ spec, value, onChange }: { spec: FilterSpec; value: string; onChange: (value: string) => void }) {
  const [draft, setDraft] = useState(value);
  useEffect(() => setDraft(value), [value]);
  return (
    <Input.Search
      aria-label={spec.label}
      placeholder={spec.label}
      allowClear
      style={{ width: spec.width ?? 180 }}
      value={draft}
      onChange={(event) => setDraft(event.target.value)}
      onSearch={(text) => onChange(text.trim())}
    />
  );
}

interface Props<T> {
  list: List<T>;
  columns: ColumnsType<T>;
  rowKey: (row: T) => string;
  label: string;
  /** Opens a row; the first column should hold a link or button to the same for the keyboard. */
  onOpen?: (row: T) => void;
  rowClass?: (row: T) => string;
  empty?: ReactNode;
  scrollX?: number;
  /** Rows that may be chosen, for what is done to many at once. */
  selection?: { keys: Key[]; onChange: (keys: Key[]) => void };
}

export function DataTable<T extends object>({ list, columns, rowKey, label, onOpen, rowClass, empty, scrollX, selection }: Props<T>) {
  const { t } = useTranslation();
  if (list.error && list.items.length === 0) return <ErrorBox error={list.error} retry={list.retry} />;
  return (
    <div className="list" aria-label={label} role="region">
      {list.error ? <ErrorBox error={list.error} retry={list.retry} /> : null}
      <Table<T>
        size="small"
        rowKey={rowKey}
        columns={columns}
        dataSource={list.items}
        loading={list.loading}
        pagination={false}
        scroll={{ x: scrollX ?? 'max-content' }}
        rowClassName={(row) => `${onOpen ? 'opens ' : ''}${rowClass?.(row) ?? ''}`}
        rowSelection={selection ? { selectedRowKeys: selection.keys, onChange: (keys) => selection.onChange(keys), onCell: () => ({ onClick: (event) => event.stopPropagation() }) } : undefined}
        onRow={onOpen ? (row) => ({ onClick: () => onOpen(row) }) : undefined}
        locale={{ emptyText: <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={empty ?? t('list.empty')} /> }}
      />
      <ListFoot list={list} label={label} />
    </div>
  );
}

/** How much of a list is shown, and the way to more of it. */
export function ListFoot<T>({ list, label }: { list: List<T>; label: string }) {
  const { t } = useTranslation();
  return (
    <div className="list-foot">
      <span className="muted">{t(list.atLeast ? 'list.shown_at_least' : 'list.shown', { shown: count(list.items.length), total: count(list.total) })}</span>
      {list.more ? (
        <Button size="small" onClick={list.more} loading={list.loadingMore}>
          {t('list.more')}
        </Button>
      ) : null}
      {list.items.length > 0 ? (
        <Tooltip title={t('list.export_hint')}>
          <Button size="small" type="text" icon={<DownloadOutlined aria-hidden />} onClick={() => download(`${label}.json`, JSON.stringify(list.items, null, 2), 'application/json')}>
            {t('list.export')}
          </Button>
        </Tooltip>
      ) : null}
    </div>
  );
}
