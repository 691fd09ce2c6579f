import { Typography } from 'antd';
import { useText } from '../api/hooks';
import { prettyJson } from '../format';
import { Ready } from './page';

/** JSON laid out, digit for digit as given. */
export function JsonText({ text }: { text: string }) {
  return (
    <div className="json">
      <Typography.Text className="json-copy" copyable={{ text }} />
      <pre tabIndex={0}>{prettyJson(text)}</pre>
    </div>
  );
}

/** The exact answer of a resource. */
export function JsonOf({ path }: { path: string }) {
  const query = useText(path);
  return <Ready query={query}>{(text) => <JsonText text={text} />}</Ready>;
}
