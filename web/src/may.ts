import { useMe } from './me';

/**
 * Whether the reader may do something, in the words of `Session.may`. The table is
 * crates/app/src/permission.rs; the console only asks.
 */
export function useMay(): (action: string) => boolean {
  const { may } = useMe();
  return (action) => may.includes(action);
}
