import { LeftOutlined } from '@ant-design/icons';
import { Skeleton } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Go } from './go';
import { ErrorBox } from './problem';

interface PageProps {
  title: ReactNode;
  extra?: ReactNode;
  /** Where the list is that this page belongs to. */
  back?: string;
  children: ReactNode;
}

/** The frame of every screen. */
export function Page({ title, extra, back, children }: PageProps) {
  const { t } = useTranslation();
  return (
    <div className="page">
      <div className="page-head">
        {back ? (
          <Go to={back} className="back" aria-label={t('action.back')}>
            <LeftOutlined aria-hidden /> {t('action.back')}
          </Go>
        ) : null}
        <h1>{title}</h1>
        <div className="page-extra">{extra}</div>
      </div>
      {children}
    </div>
  );
}

interface ReadyProps<T> {
  query: { data: T | undefined; error: unknown; refetch: () => unknown };
  children: (data: T) => ReactNode;
}

/** Content once it is there; a skeleton before, the error instead. */
export function Ready<T>({ query, children }: ReadyProps<T>) {
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.error) return <ErrorBox error={query.error} retry={() => void query.refetch()} />;
  return <Skeleton active paragraph={{ rows: 6 }} />;
}
