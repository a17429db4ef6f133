import type { Json } from './protocol.ts';

const TYPES: Record<number, [type: string, code: string | null]> = {
  401: ['invalid_request_error', 'invalid_api_key'],
  404: ['invalid_request_error', 'model_not_found'],
  429: ['requests', 'rate_limit_exceeded'],
};

export function openaiError(status: number, message: string): Json {
  const fallback = status < 500 ? 'invalid_request_error' : 'server_error';
  const [type, code] = TYPES[status] ?? [fallback, null];
  return { error: { message, type, param: null, code } };
}
