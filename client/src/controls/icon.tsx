import type { ReactNode } from "react";

/** Icons on 20 × 20 with a line of 1.6. Each stands beside a word. */
const SHAPES = {
  menu: <path d="M3 6h14M3 10h14M3 14h14" />,
  forward: <path d="M7.5 4.5L13 10l-5.5 5.5" />,
  key: (
    <>
      <circle cx="6.75" cy="10" r="3.25" />
      <path d="M10 10h7.25M14 10v3M17 10v2" />
    </>
  ),
  clock: (
    <>
      <circle cx="10" cy="10" r="7.25" />
      <path d="M10 5.75V10l3 2" />
    </>
  ),
  lock: (
    <>
      <rect x="4.25" y="8.75" width="11.5" height="8" rx="1.2" />
      <path d="M6.75 8.75V6.5a3.25 3.25 0 016.5 0v2.25" />
    </>
  ),
  table: <path d="M3 4h14v12H3zM3 8h14M3 12h14M8.5 8v8" />,
  seal: (
    <>
      <circle cx="10" cy="8" r="5" />
      <path d="M7 12.25V17.5l3-1.75 3 1.75v-5.25M8 8l1.5 1.5L12.25 6.5" />
    </>
  ),
  free: (
    <>
      <circle cx="10" cy="10" r="6.75" />
      <path d="M7 10h6" />
    </>
  ),
  info: (
    <>
      <circle cx="10" cy="10" r="7.25" />
      <path d="M10 9v5M10 6.25v.1" />
    </>
  ),
  warning: <path d="M10 3.25l7.5 13.25h-15zM10 8.25v3.75M10 14.25v.1" />,
  error: (
    <>
      <circle cx="10" cy="10" r="7.25" />
      <path d="M10 6v5M10 13.75v.1" />
    </>
  ),
  offline: <path d="M6 15.5a3.75 3.75 0 01-.5-7.47A5 5 0 0115 8.5a3.5 3.5 0 01.5 7zM3.5 3.5l13 13" />,
  notStarted: <circle cx="10" cy="10" r="6.75" strokeDasharray="2.6 2.7" />,
  inProgress: (
    <>
      <circle cx="10" cy="10" r="6.75" />
      <path d="M10 3.25a6.75 6.75 0 000 13.5z" fill="currentColor" stroke="none" />
    </>
  ),
  check: (
    <>
      <circle cx="10" cy="10" r="6.75" />
      <path d="M7 10.25l2.25 2.25L13.25 8" />
    </>
  ),
  equal: (
    <>
      <circle cx="10" cy="10" r="6.75" />
      <path d="M7 8.5h6M7 11.5h6" />
    </>
  ),
} satisfies Record<string, ReactNode>;

export type IconName = keyof typeof SHAPES;

/** Shows an icon. `turns` mirrors it from right to left. */
export function Icon({ name, turns = false }: { name: IconName; turns?: boolean }) {
  return (
    <svg className={turns ? "i turn" : "i"} viewBox="0 0 20 20" aria-hidden="true">
      {SHAPES[name]}
    </svg>
  );
}
