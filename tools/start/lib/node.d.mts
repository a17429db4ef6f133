export function nodeBinary(root: string, version?: string): string;
export function nodeEnv(root: string, env?: NodeJS.ProcessEnv): NodeJS.ProcessEnv;
