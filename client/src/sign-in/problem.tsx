import { Plural, Trans } from "@lingui/react/macro";
import { useEffect, useRef } from "react";
import { Refused } from "../api/auth.ts";
import { Message } from "../controls/message.tsx";

export type ProblemKind = { kind: "refused" | "unreachable" | "closed" | "unsupported" } | { kind: "wait"; seconds: number };

/** Returns what a failed sign-in is, for the reader. */
export function problemOf(error: unknown): ProblemKind {
  if (error instanceof DOMException) return { kind: "unsupported" };
  if (!(error instanceof Refused)) return { kind: "unreachable" };
  if (error.wait !== null && error.status === 429) return { kind: "wait", seconds: error.wait };
  if (error.code === "FORBIDDEN") return { kind: "closed" };
  return error.status >= 500 ? { kind: "unreachable" } : { kind: "refused" };
}

/** Shows why a sign-in failed, and takes the focus. The text is the same for a wrong address, password and code. */
export function Problem({ problem }: { problem: ProblemKind | null }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (problem) box.current?.focus();
  }, [problem]);
  if (!problem) return null;
  return (
    <div className="gap-m" ref={box} tabIndex={-1} role="alert">
      <Text problem={problem} />
    </div>
  );
}

function Text({ problem }: { problem: ProblemKind }) {
  switch (problem.kind) {
    case "refused":
      return (
        <div className="errors">
          <h2>
            <Trans>There is a problem</Trans>
          </h2>
          <p className="small">
            <a href="#email">
              <Trans>Sign-in failed: check address, password and code</Trans>
            </a>
          </p>
        </div>
      );
    case "wait":
      return (
        <Message
          kind="warn"
          icon="clock"
          title={
            <Trans>
              Wait <Plural value={problem.seconds} one="# second" other="# seconds" />
            </Trans>
          }
        >
          <p>
            <Trans>Several attempts failed. A passkey works without waiting.</Trans>
          </p>
        </Message>
      );
    case "closed":
      return (
        <Message kind="info" title={<Trans>This service takes no passwords here</Trans>}>
          <p>
            <Trans>Sign in with a passkey.</Trans>
          </p>
        </Message>
      );
    case "unsupported":
      return (
        <Message kind="info" title={<Trans>This browser could not use a passkey here</Trans>}>
          <p>
            <Trans>Sign in with your password and a one-time code.</Trans>
          </p>
        </Message>
      );
    case "unreachable":
      return (
        <Message kind="bad" title={<Trans>We can’t reach the service</Trans>}>
          <p>
            <Trans>Nothing was changed. Try again in a moment.</Trans>
          </p>
        </Message>
      );
  }
}
