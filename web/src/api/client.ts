// The one place that speaks HTTP: openapi-fetch over the generated types, with the session's CSRF
// token, the reader's language, and problem documents turned into `ProblemError`.
import createClient, { type Middleware } from 'openapi-fetch';
import i18n from '../i18n';
import { toProblem, unreachable } from './problem';
import type { FilingPaths } from './filing';
import type { paths as Generated } from './schema.gen';
import type { Attachment, EngineeredDetail } from './types';

/** Every route: those of the generated document, some with their answers told more exactly. */
type paths = Omit<Generated, keyof FilingPaths> & FilingPaths;

let csrf = '';

/** Remembers the token that every changing call carries. */
export function setCsrf(token: string): void {
  csrf = token;
}

const headers: Middleware = {
  onRequest({ request }) {
    request.headers.set('accept-language', i18n.language);
    if (request.method !== 'GET' && csrf) request.headers.set('huhang-csrf', csrf);
    return request;
  },
};

const client = createClient<paths>({ credentials: 'same-origin' });
client.use(headers);

type Method = 'get' | 'post' | 'put' | 'delete';
type Success<R> = R extends { 200: infer A } ? A : R extends { 201: infer A } ? A : never;

/** Paths of the API that know a method. */
export type PathOf<M extends Method> = { [P in keyof paths]: paths[P] extends Record<M, { responses: unknown }> ? P : never }[keyof paths];
/** The JSON a call answers with. */
export type Answer<P extends keyof paths, M extends Method> =
  paths[P] extends Record<M, { responses: infer R }>
    ? Success<R> extends { content: { 'application/json': infer T } } ? T : undefined
    : never;
/** The JSON a call takes. */
export type Body<P extends keyof paths, M extends Method> =
  paths[P] extends Record<M, { requestBody?: { content: { 'application/json': infer B } } }> ? B : undefined;

export type Query = Record<string, string | number | boolean | undefined>;

interface Input<B> {
  path?: Record<string, string>;
  query?: Query;
  body?: B;
}

type Call = (path: string, init: unknown) => Promise<{ data?: unknown; error?: unknown; response: Response }>;
const calls: Record<Method, Call> = {
  get: client.GET as unknown as Call,
  post: client.POST as unknown as Call,
  put: client.PUT as unknown as Call,
  delete: client.DELETE as unknown as Call,
};

/** One call; throws `ProblemError`. */
export async function call<M extends Method, P extends PathOf<M>>(
  method: M,
  path: P,
  input: Input<Body<P, M>> = {},
): Promise<Answer<P, M>> {
  const params = { path: input.path, query: input.query };
  const answer = await calls[method](path as string, { params, body: input.body }).catch(() => {
    throw unreachable();
  });
  if (!answer.response.ok) throw toProblem(answer.response.status, answer.error);
  return answer.data as Answer<P, M>;
}

/** A resource as the exact text the node sent: 64-bit numbers and canonical JSON keep every digit. */
export async function text(path: string): Promise<string> {
  const response = await fetch(path, { credentials: 'same-origin', headers: { 'accept-language': i18n.language } }).catch(() => {
    throw unreachable();
  });
  const body = await response.text();
  if (!response.ok) throw toProblem(response.status, parse(body));
  return body;
}

/** Hands a file in as evidence; `progress` hears how much of it has gone, from 0 to 1. */
export async function upload(file: File, progress?: (part: number) => void): Promise<Attachment> {
  return (await send<{ attachment: Attachment }>(`/api/v1/evidence?name=${encodeURIComponent(file.name)}`, file, progress)).attachment;
}

/** Hands an SCL file in; what runs is held against it. */
export async function uploadScl(file: File): Promise<EngineeredDetail> {
  return send<EngineeredDetail>(`/api/v1/engineered?name=${encodeURIComponent(file.name)}`, file);
}

/** Fetches a file that the node makes, and hands it to the browser under the node's name for it. */
export async function fetchFile(path: string, name: string): Promise<void> {
  const response = await fetch(path, { credentials: 'same-origin', headers: { 'accept-language': i18n.language } }).catch(() => {
    throw unreachable();
  });
  if (!response.ok) throw toProblem(response.status, parse(await response.text()));
  const given = /filename\*=UTF-8''([^;]+)|filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '');
  const url = URL.createObjectURL(await response.blob());
  const link = document.createElement('a');
  link.href = url;
  link.download = given ? decodeURIComponent(given[1] ?? given[2] ?? name) : name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** The bytes of a resource, to be shown. */
export async function blob(path: string): Promise<Blob> {
  const response = await fetch(path, { credentials: 'same-origin' }).catch(() => {
    throw unreachable();
  });
  if (!response.ok) throw toProblem(response.status, parse(await response.text()));
  return response.blob();
}

/** Posts a file as it is. Only XMLHttpRequest tells how much of a body has gone. */
export function send<T>(path: string, file: File, progress?: (part: number) => void, type = 'application/octet-stream'): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', path);
    request.setRequestHeader('accept-language', i18n.language);
    request.setRequestHeader('content-type', type);
    request.setRequestHeader('huhang-csrf', csrf);
    request.upload.onprogress = (event) => progress?.(event.lengthComputable ? event.loaded / event.total : 0);
    request.onerror = () => reject(unreachable());
    request.onload = () => {
      const body = parse(request.responseText);
      if (request.status >= 200 && request.status < 300) resolve(body as T);
      else reject(toProblem(request.status, body));
    };
    request.send(file);
  });
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
