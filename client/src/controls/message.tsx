import type { ReactNode } from "react";
import { Icon, type IconName } from "./icon.tsx";

const ICONS = { info: "info", ok: "check", warn: "warning", bad: "error" } satisfies Record<string, IconName>;

/** Shows a message with an icon, a heading and a text. */
export function Message(props: { kind: keyof typeof ICONS; icon?: IconName; title: ReactNode; children?: ReactNode; act?: ReactNode; role?: "status" | "alert" }) {
  const { kind, icon = ICONS[kind], title, children, act, role } = props;
  return (
    <div className={`msg ${kind}`} role={role}>
      <Icon name={icon} />
      <div>
        <h2>{title}</h2>
        {children}
      </div>
      {act}
    </div>
  );
}
