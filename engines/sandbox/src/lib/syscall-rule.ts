/** A condition on the low word of an argument; `zero` looks at both words. */
export type ArgumentTest =
  | { kind: 'equals'; arg: number; value: number }
  | { kind: 'masked'; arg: number; mask: number; value: number }
  | { kind: 'zero'; arg: number };
/** Answers `errno` (0 allows) unless one of the tests holds, which allows the call. */
export type SyscallRule = { name: string; errno: number; unless?: ArgumentTest[] };
