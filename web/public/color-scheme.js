// Runs before the first paint, so that a dark page never flashes light. A file, because scripts are never inline.
try {
  const saved = localStorage.getItem('mantine-color-scheme-value') || 'auto';
  const dark = saved === 'dark' || (saved === 'auto' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light');
} catch {
  document.documentElement.setAttribute('data-mantine-color-scheme', 'light');
}
