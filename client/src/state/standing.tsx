import { Trans, useLingui } from "@lingui/react/macro";
import { Message } from "../controls/message.tsx";
import type { SubmissionStatus } from "../gql/graphql.ts";
import { formatDay } from "../language/dates.ts";
import { useLanguage } from "../language/use-language.ts";
import type { Cycle } from "./my-state.tsx";

/** Says how the submission stands, where it is not simply being written. */
export function Standing({ cycle, isOver, status }: { cycle: Cycle; isOver: boolean; status: SubmissionStatus | null }) {
  const { t } = useLingui();
  const day = formatDay(new Date(cycle.opensAt), useLanguage());
  switch (status) {
    case "SUBMITTED":
      return (
        <Message kind="ok" title={t`Your State has submitted`}>
          <p>
            <Trans>The figures below are those of the working copy.</Trans>
          </p>
        </Message>
      );
    case "AMENDED":
      return (
        <Message kind="ok" title={t`Your State has submitted, and has amended its submission`}>
          <p>
            <Trans>The figures below are those of the working copy.</Trans>
          </p>
        </Message>
      );
    case "WITHDRAWN":
      return <Message kind="info" title={t`Your State has withdrawn its submission`} />;
    case "DRAFT":
    case null:
      break;
  }
  if (cycle.phase === "PLANNED") return <Message kind="info" icon="clock" title={t`The cycle opens on ${day}`} />;
  if (isOver) {
    return (
      <Message kind="info" title={t`The cycle is closed`}>
        <p>
          <Trans>The working copy stays with your State, and can be read.</Trans>
        </p>
      </Message>
    );
  }
  if (status === null) {
    return (
      <Message kind="info" title={t`Nothing has been answered yet`}>
        <p>
          <Trans>All sections are listed below, so that you can share them out before you begin.</Trans>
        </p>
      </Message>
    );
  }
  return null;
}
