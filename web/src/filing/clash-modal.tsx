// What two officers both changed: field by field, which answer stands.
import { Button, Modal, Radio, Space, Table } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useTitle } from '../i18n/words';
import { resolve, type Conflict, type Side } from './merge';
import type { Clash, Saver } from './saver';
import { inWords } from './values';
import { useWords, useWork } from './work';

export function ClashModal({ clash, saver }: { clash: Clash; saver: Saver }) {
  const { t } = useTranslation();
  const title = useTitle();
  const words = useWords();
  const { store, codes } = useWork();
  const [chosen, setChosen] = useState<Record<string, Side>>({});
  const { conflicts } = clash.merge;
  const all = (side: Side) => setChosen(Object.fromEntries(conflicts.map((conflict) => [conflict.field, side])));
  const say = (conflict: Conflict, side: 'base' | Side) => inWords(store.fields.get(conflict.field)!.field, conflict[side], codes, words) || '–';
  const open = conflicts.filter((conflict) => !chosen[conflict.field]).length;
  return (
    <Modal
      open
      width={960}
      title={t('clash.title')}
      closable={false}
      mask={{ closable: false }}
      footer={
        <Space>
          <Button onClick={() => all('theirs')}>{t('clash.all_theirs')}</Button>
          <Button onClick={() => all('mine')}>{t('clash.all_mine')}</Button>
          <Button type="primary" disabled={open > 0} onClick={() => void saver.decide(clash, resolve(clash.merge, chosen))}>
            {open > 0 ? t('clash.open', { count: open }) : t('clash.save')}
          </Button>
        </Space>
      }
    >
      <p>{t('clash.explain')}</p>
      <Table
        size="small"
        pagination={false}
        rowKey="field"
        dataSource={conflicts}
        columns={[
          { title: t('report.field'), width: 200, render: (_, row: Conflict) => title(store.fields.get(row.field)?.field.title) },
          { title: t('clash.base'), width: 180, render: (_, row: Conflict) => <span className="muted">{say(row, 'base')}</span> },
          ...(['mine', 'theirs'] as const).map((side) => ({
            title: t(`clash.${side}`),
            render: (_: unknown, row: Conflict) => (
              <Radio checked={chosen[row.field] === side} onChange={() => setChosen((now) => ({ ...now, [row.field]: side }))}>
                <span className="clash-value">{say(row, side)}</span>
              </Radio>
            ),
          })),
        ]}
      />
    </Modal>
  );
}
