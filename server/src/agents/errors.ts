import { defineErrors } from '../problem/index.ts';

export const agentErrors = defineErrors({
  agent_unknown: {
    status: 404,
    message: (id: string) => `Cannot find agent: there is none called "${id.slice(0, 64)}"`,
  },
  agent_invalid: {
    status: 422,
    message: (count: number, first: string) =>
      `Cannot save agent: it names ${count} thing${count === 1 ? '' : 's'} that the workspace does not have, the first at ${first}`,
  },
  agent_not_enabled: {
    status: 409,
    message: (name: string, state: string) => `Cannot begin new work with agent ${name}: it is ${state}`,
  },
  agent_changed: {
    status: 409,
    message: (base: number, newest: number) =>
      `Cannot save agent: version ${base} was edited, but ${newest} is the newest`,
  },
  agent_version_unknown: {
    status: 404,
    message: (version: number) => `Cannot find version: the agent has no version ${version}`,
  },
  agent_built_in: {
    status: 400,
    message: () => 'Cannot change agent: it is built in; make one of your own',
  },
  too_many_agents: {
    status: 409,
    message: (most: number) => `Cannot make agent: the workspace has ${most} already`,
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
