import { defineErrors } from './problem/index.ts';

const startErrors = defineErrors({
  port_in_use: {
    status: 500,
    message: (place: string) => `Cannot listen: another process has ${place}`,
    fix: 'Stop it, or set PORT (ORCHESTRATOR_PORT, SANDBOX_PORT for the gRPC services) to another port',
  },
  port_forbidden: {
    status: 500,
    message: (place: string) => `Cannot listen: this account may not use ${place}`,
    fix: 'Set PORT to 1024 or more',
  },
});

/** Says in whose way it is. */
export function refusal(error: NodeJS.ErrnoException, place: string): Error {
  if (error.code === 'EADDRINUSE') return startErrors.port_in_use(place);
  if (error.code === 'EACCES') return startErrors.port_forbidden(place);
  return error;
}
