import { QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { App as AntApp, ConfigProvider } from 'antd';
import enUS from 'antd/locale/en_US';
import zhCN from 'antd/locale/zh_CN';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { useTranslation } from 'react-i18next';
import { SESSION_KEY } from './api/hooks';
import { ProblemError } from './api/problem';
import { ready } from './i18n';
import { router } from './routes';
import './style.css';
import './filing/filing.css';
import { theme, useDark, useTextSize } from './theme';

const queries = new QueryClient({
  queryCache: new QueryCache({
    // A session that ended shows the sign-in page where the reader stands.
    onError: (error) => {
      if (error instanceof ProblemError && error.status === 401) queries.setQueryData(SESSION_KEY, null);
    },
  }),
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      refetchOnWindowFocus: false,
      retry: (failures, error) => failures < 2 && error instanceof ProblemError && (error.status === 0 || error.status >= 502),
    },
  },
});

function Root() {
  const { i18n } = useTranslation();
  const size = useTextSize();
  const dark = useDark();
  return (
    <ConfigProvider locale={i18n.language === 'en' ? enUS : zhCN} theme={theme(size, dark)} button={{ autoInsertSpace: false }}>
      <AntApp>
        <QueryClientProvider client={queries}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </AntApp>
    </ConfigProvider>
  );
}

await ready;
createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <Root />
  </StrictMode>,
);
