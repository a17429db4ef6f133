type MaskedTest = { kind: 'masked'; arg: number; mask: number; value: number };
/** A condition on the low word of an argument; `zero` looks at both words, `all` holds where each of its tests does. */
export type ArgumentTest =
  | { kind: 'equals'; arg: number; value: number }
  | MaskedTest
  | { kind: 'zero'; arg: number }
  | { kind: 'all'; tests: MaskedTest[] };
/** Answers `errno` (0 allows) unless one of the tests holds, which allows the call. */
export type SyscallRule = { name: string; errno: number; unless?: ArgumentTest[] };
