export type Part = { debian: string; files: string[] };
export type Machine = {
  setup: string | undefined;
  exists(path: string): boolean;
  rights(): string[] | undefined;
  install(rights: string[], names: string[]): Promise<number>;
};

export const SANDBOX_PARTS: Part[];
export const GVISOR_PART: Part;
export const TEST_PARTS: Part[];
export function ensureSystemParts(parts: Part[], machine?: Machine): Promise<string[]>;
export function installLine(names: string[]): string;
