import { defineErrors } from '../problem/index.ts';

export const agentErrors = defineErrors({
  agent_unknown: {
    status: 404,
    message: (id: string) => `Cannot find agent: there is none called "${id.slice(0, 64)}"`,
  },
  result_invalid: {
    status: 502,
    message: (why: string) => `Cannot finish task: the model's result does not fit (${why})`,
  },
  agent_out_of_time: {
    status: 504,
    message: (seconds: number) => `Cannot finish answer: the agent's limit of ${seconds} seconds is over`,
  },
});
