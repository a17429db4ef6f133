export function ensureWebBuild(
  root: string,
  build?: (root: string) => Promise<number>,
): Promise<'absent' | 'current' | 'built'>;
export function webSources(root: string): string[];
