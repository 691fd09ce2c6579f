import { theme as antd, type ThemeConfig } from 'antd';
import { useSyncExternalStore } from 'react';

/** Text size by width: 13 on a plant laptop, larger on a wall. */
export function textSize(width: number): number {
  if (width >= 3000) return 18;
  if (width >= 2200) return 16;
  return width >= 1600 ? 14 : 13;
}

function subscribe(listener: () => void): () => void {
  addEventListener('resize', listener);
  return () => removeEventListener('resize', listener);
}

export function useTextSize(): number {
  return useSyncExternalStore(subscribe, () => textSize(innerWidth));
}

export const FONT = "'Inter','Segoe UI','PingFang SC','Microsoft YaHei','Noto Sans CJK SC','Noto Sans SC',system-ui,sans-serif";

const KEY = 'huhang_dark';
const watchers = new Set<() => void>();
const system = typeof matchMedia === 'undefined' ? undefined : matchMedia('(prefers-color-scheme: dark)');

/** Dark as this browser was told; until then as its system is. */
export function isDark(): boolean {
  const kept = typeof localStorage === 'undefined' ? null : localStorage.getItem(KEY);
  return kept === null ? (system?.matches ?? false) : kept === 'true';
}

function show(): void {
  if (typeof document !== 'undefined') document.documentElement.dataset.theme = isDark() ? 'dark' : 'light';
  watchers.forEach((watcher) => watcher());
}

/** Switches between light and dark, and remembers it in this browser. */
export function setDark(dark: boolean): void {
  localStorage.setItem(KEY, String(dark));
  show();
}

system?.addEventListener('change', show);
show();

/** Whether the console is dark now. */
export function useDark(): boolean {
  return useSyncExternalStore((watcher) => {
    watchers.add(watcher);
    return () => watchers.delete(watcher);
  }, isDark);
}

const LIGHT: ThemeConfig = {
  token: { colorPrimary: '#1557b8', colorInfo: '#1557b8', colorLink: '#1557b8', colorBgLayout: '#f2f5f9', colorTextBase: '#16202c', colorTextPlaceholder: '#78879a', colorTextDescription: '#5d6c80' },
  components: { Table: { headerBg: '#eef2f7', headerColor: '#3b4a5c', rowHoverBg: '#eef5ff' }, Layout: { siderBg: '#ffffff' }, Descriptions: { labelBg: '#f5f7fa' } },
};

const DARK: ThemeConfig = {
  algorithm: antd.darkAlgorithm,
  token: { colorPrimary: '#4f8ff7', colorInfo: '#4f8ff7', colorLink: '#6ba4ff', colorBgBase: '#0d131d', colorBgContainer: '#151d2a', colorBgElevated: '#1a2434', colorBgLayout: '#0d131d', colorTextBase: '#e3e9f2', colorBorder: '#3a4860', colorBorderSecondary: '#2b3648', colorTextPlaceholder: '#8090a6', colorTextDescription: '#94a3b8' },
  components: { Table: { headerBg: '#1b2536', headerColor: '#b6c2d2', rowHoverBg: '#1c2a40' }, Layout: { siderBg: '#151d2a' }, Descriptions: { labelBg: '#182130' } },
};

export function theme(fontSize: number, dark: boolean): ThemeConfig {
  const { algorithm, token, components } = dark ? DARK : LIGHT;
  return {
    algorithm,
    token: { ...token, fontSize, fontSizeSM: fontSize - 1, fontFamily: FONT, borderRadius: 4, controlHeight: fontSize + 17 },
    components: {
      Table: { cellPaddingBlockSM: 5, cellPaddingInlineSM: 8, ...components?.Table },
      Layout: { headerBg: '#0b2a5b', headerHeight: 48, headerPadding: '0 16px', ...components?.Layout },
      Menu: { itemHeight: 34, itemMarginBlock: 2, itemBorderRadius: 4, groupTitleFontSize: 12 },
      Card: { headerHeightSM: 36, bodyPaddingSM: 12 },
      Descriptions: { ...components?.Descriptions },
      Statistic: { contentFontSize: 26 },
    },
  };
}
