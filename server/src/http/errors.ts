import { defineErrors } from '../problem/index.ts';

export const httpErrors = defineErrors({
  request_invalid: {
    status: 400,
    message: (count: number) =>
      `Cannot read request: ${count} field${count === 1 ? ' is' : 's are'} not valid`,
  },
  json_malformed: {
    status: 400,
    message: () => 'Cannot read request: the body is not JSON',
  },
  body_too_large: {
    status: 413,
    message: (limit: number) => `Cannot read request: the body is larger than ${limit} bytes`,
  },
  body_malformed: {
    status: 400,
    message: () => 'Cannot read request: the body is not the form that its content type names',
  },
  route_unknown: {
    status: 404,
    message: (method: string) => `Cannot find route: nothing answers ${method} here`,
  },
  internal_error: {
    status: 500,
    message: () => 'Cannot finish request: the server failed, the request id finds the reason in its log',
  },
  shutting_down: {
    status: 503,
    message: () => 'Cannot take request: the server is stopping',
  },
  request_refused: {
    status: 400,
    message: (reason: string) => `Cannot read request: ${reason}`,
  },
});
