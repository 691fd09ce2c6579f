// The one place that speaks HTTP: openapi-fetch over the generated types, with the session's CSRF
// token, the reader's language, and problem documents turned into `ProblemError`.
import createClient, { type Middleware } from 'openapi-fetch';
import i18n from '../i18n';
import { toProblem, unreachable } from './problem';
import type { paths } from './schema.gen';
import type { Attachment, EngineeredDetail } from './types';

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

/** Hands a file in as evidence. */
export async function upload(file: File): Promise<Attachment> {
  return ((await send('/api/v1/evidence', file)) as { attachment: Attachment }).attachment;
}

/** Hands an SCL file in; what runs is held against it. */
export async function uploadScl(file: File): Promise<EngineeredDetail> {
  return (await send('/api/v1/engineered', file)) as EngineeredDetail;
}

async function send(path: string, file: File): Promise<unknown> {
  const response = await fetch(`${path}?name=${encodeURIComponent(file.name)}`, {
    method: 'POST',
    credentials: 'same-origin',
    headers: {
      'accept-language': i18n.language,
      'content-type': 'application/octet-stream',
      'huhang-csrf': csrf,
    },
    body: file,
  }).catch(() => {
    throw unreachable();
  });
  const body = parse(await response.text());
  if (!response.ok) throw toProblem(response.status, body);
  return body;
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
