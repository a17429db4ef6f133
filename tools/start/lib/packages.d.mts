export function ensurePackages(
  root: string,
  npm?: (root: string, args: string[], options: { quiet: boolean }) => Promise<number>,
): Promise<'current' | 'installed'>;
export function packagesAreCurrent(root: string): boolean;
