import { Descriptions } from 'antd';
import type { ReactNode } from 'react';

/** Names and values, dense; absent values are left out. */
export function Fields({ rows, column = 2 }: { rows: [string, ReactNode][]; column?: number }) {
  return (
    <Descriptions
      size="small"
      bordered
      column={{ xs: 1, sm: 1, md: column, lg: column, xl: column, xxl: column }}
      items={rows
        .filter(([, value]) => value !== undefined && value !== null && value !== '')
        .map(([label, children]) => ({ key: label, label, children }))}
    />
  );
}
