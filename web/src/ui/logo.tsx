/** The mark alone; the name stands beside it where there is room. */
export function Logo({ size = 28 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="8" fill="#0f6b60" />
      <path
        d="M8 23 L16 8 L24 23"
        fill="none"
        stroke="#fff"
        strokeWidth="2.6"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
      <circle cx="16" cy="19" r="2.6" fill="#8ee3d0" />
      <circle cx="16" cy="8" r="2.2" fill="#fff" />
      <circle cx="8" cy="23" r="2.2" fill="#fff" />
      <circle cx="24" cy="23" r="2.2" fill="#fff" />
    </svg>
  );
}
