// Shapes and routes of the keys that sign a node's records.

/** A key that signs a node's records. */
export interface NodeKeyRow {
  key: string;
  /** `present`, `former`, `revoked`. */
  state: string;
  last_segment?: number | null;
}

interface Json<T> {
  content: { 'application/json': T };
}

/** Routes of what is above. */
export interface NodePaths {
  '/api/v1/nodes/{id}/keys': { get: { responses: { 200: Json<NodeKeyRow[]> } } };
  '/api/v1/nodes/{id}/keys/revocation': { post: { requestBody: Json<{ reason: string }>; responses: { 200: Json<NodeKeyRow[]> } } };
}
