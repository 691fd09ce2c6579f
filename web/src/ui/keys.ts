// Keys of a page: single keys that do what a button does, off while somebody types or a dialog is open.
import { useEffect, useRef } from 'react';

export type Keys = Record<string, () => void>;

/** Whether a key press belongs to the page and not to a field, a dialog or the browser. */
export function forPage(event: Pick<KeyboardEvent, 'altKey' | 'ctrlKey' | 'metaKey' | 'target'>): boolean {
  if (event.altKey || event.ctrlKey || event.metaKey) return false;
  const place = event.target as HTMLElement | null;
  if (!place?.closest) return true;
  if (place.closest('input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable=true], [role=combobox], [role=dialog], [role=menu]')) return false;
  return true;
}

/** Listens for keys while the page is shown. */
export function useKeys(keys: Keys): void {
  const now = useRef(keys);
  now.current = keys;
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (!forPage(event) || document.querySelector('.ant-modal-wrap:not([style*="display: none"]), .ant-drawer-open .ant-drawer-mask')) return;
      // Enter on a link or a button is its own.
      if ((event.key === 'Enter' || event.key === ' ') && (event.target as HTMLElement | null)?.closest?.('a, button, [role=tab], [role=checkbox], input')) return;
      const act = now.current[event.key];
      if (!act) return;
      event.preventDefault();
      act();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, []);
}
