import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Link } from "react-router";
import { useQuery } from "urql";
import { SubmissionCountDocument } from "../gql/graphql.ts";
import { formatDay } from "../language/dates.ts";
import { useAddress, useLanguage } from "../language/use-language.ts";
import { useViewer } from "../shell/me.tsx";
import type { Cycle } from "./home.tsx";

/** The current cycle: its dates, and how many States have submitted. */
export function CycleCard({ cycle }: { cycle: Cycle }) {
  const { t } = useLingui();
  const address = useAddress();
  const language = useLanguage();
  const viewer = useViewer();
  const [{ data }] = useQuery({ query: SubmissionCountDocument, variables: { cycle: cycle.key }, pause: cycle.phase === "PLANNED" });
  const members = cycle.invitedStates.filter((state) => state.status === "MEMBER").length;
  const observers = cycle.invitedStates.length - members;
  const { key } = cycle;
  const headings = {
    OPEN: t`Cycle ${key} is open`,
    CLOSED: t`Cycle ${key} is closed`,
    PLANNED: t`Cycle ${key} opens soon`,
  };
  const count = data?.submissionCount;
  const day = (time: string) => <time dateTime={time}>{formatDay(new Date(time), language)}</time>;
  return (
    <section className="card now" aria-labelledby="now">
      <h2 id="now">{headings[cycle.phase]}</h2>
      <dl className="facts tight">
        <div>
          <dt>{cycle.phase === "PLANNED" ? t`Opens` : t`Opened`}</dt>
          <dd>{day(cycle.opensAt)}</dd>
        </div>
        {cycle.closesAt && (
          <div>
            <dt>{cycle.phase === "CLOSED" ? t`Closed` : t`Closes`}</dt>
            <dd>{day(cycle.closesAt)}</dd>
          </div>
        )}
        {count !== undefined && (
          <div>
            <dt>{t`States that have submitted`}</dt>
            <dd>{count === 0 ? t`fewer than 10` : t`${count} or more`}</dd>
          </div>
        )}
        <div>
          <dt>{t`Invited`}</dt>
          <dd>
            {observers > 0 ? (
              <Trans>
                <Plural value={members} one="# Member State" other="# Member States" />,{" "}
                <Plural value={observers} one="# observer" other="# observers" />
              </Trans>
            ) : (
              <Plural value={members} one="# Member State" other="# Member States" />
            )}
          </dd>
        </div>
      </dl>
      {count !== undefined && <p className="small dim">{t`The number of submissions is rounded down to tens.`}</p>}
      <p>
        {viewer?.cycle ? (
          <Link to={address(`/state/${viewer.cycle}`)}>{t`To your survey`}</Link>
        ) : (
          <Link to={address("/sign-in")}>{t`Sign in for your State`}</Link>
        )}
      </p>
    </section>
  );
}
