import type { ThemeConfig } from 'antd';
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

export function theme(fontSize: number): ThemeConfig {
  return {
    token: {
      fontSize,
      fontSizeSM: fontSize - 1,
      fontFamily: FONT,
      colorPrimary: '#1557b8',
      colorInfo: '#1557b8',
      colorLink: '#1557b8',
      colorBgLayout: '#f2f5f9',
      colorTextBase: '#16202c',
      borderRadius: 4,
      controlHeight: fontSize + 17,
    },
    components: {
      Table: { cellPaddingBlockSM: 5, cellPaddingInlineSM: 8, headerBg: '#eef2f7', headerColor: '#3b4a5c', rowHoverBg: '#eef5ff' },
      Layout: { headerBg: '#0b2a5b', headerHeight: 48, headerPadding: '0 16px', siderBg: '#ffffff' },
      Menu: { itemHeight: 34, itemMarginBlock: 2, itemBorderRadius: 4, groupTitleFontSize: 12 },
      Card: { headerHeightSM: 36, bodyPaddingSM: 12 },
      Descriptions: { labelBg: '#f5f7fa' },
      Statistic: { contentFontSize: 26 },
    },
  };
}
