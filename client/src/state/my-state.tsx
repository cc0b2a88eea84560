import { Trans, useLingui } from "@lingui/react/macro";
import { useEffect } from "react";
import { Navigate, useLocation, useParams } from "react-router";
import { useQuery } from "urql";
import { codeOf } from "../api/client.ts";
import { useInstrument } from "../api/instrument.ts";
import { restore, useSession } from "../api/session.ts";
import { Failed, Skeleton } from "../controls/states.tsx";
import { useTitle } from "../controls/title.ts";
import { type MyStateQuery, MyStateDocument } from "../gql/graphql.ts";
import { useAddress, useLanguage } from "../language/use-language.ts";
import { Absent } from "../shell/absent.tsx";
import { useViewer } from "../shell/me.tsx";
import { Deadline } from "./deadline.tsx";
import { Overview } from "./overview.tsx";
import { Standing } from "./standing.tsx";
import { TaskList } from "./task-list.tsx";
import { responses } from "./tally.ts";

export type Cycle = NonNullable<MyStateQuery["cycle"]>;

/** A State's own survey in one cycle: what is left, by part and section, and until when. */
export default function MyState() {
  const { cycle = "" } = useParams();
  const address = useAddress();
  const { pathname } = useLocation();
  const session = useSession();
  const { t } = useLingui();
  useTitle(t`Your survey, cycle ${cycle}`);
  if (session.phase === "signed-out") return <Navigate to={address("/sign-in")} state={{ wanted: pathname }} replace />;
  if (session.phase === "restoring") return <Skeleton />;
  if (session.phase === "unreachable") return <Failed again={restore} />;
  return <Survey cycle={cycle} />;
}

function Survey({ cycle }: { cycle: string }) {
  const { t } = useLingui();
  const viewer = useViewer();
  const [{ data, error, fetching }, again] = useQuery({ query: MyStateDocument, variables: { cycle } });
  const retry = () => again({ requestPolicy: "network-only" });
  useFreshness(retry);
  const code = error && codeOf(error);
  if (code === "FORBIDDEN" || code === "NOT_FOUND" || (data && !data.cycle && !fetching)) return <Absent />;
  const found = data?.cycle;
  return (
    <>
      <div className="head">
        <p className="over">
          <bdi>{viewer?.state ?? "\u00a0"}</bdi>
        </p>
        <h1>{t`Your survey, cycle ${cycle}`}</h1>
        {!(found && isOver(found)) && (
          <p className="lead">
            <Trans>Nothing is mandatory. Answer what you wish, in any order, together; what you leave blank stays blank.</Trans>
          </p>
        )}
      </div>
      {error && (!found || !data.submission) ? (
        <Failed error={error} again={retry} />
      ) : found && viewer ? (
        <div className="two">
          <div>
            <Standing cycle={found} isOver={isOver(found)} status={data.submission?.status ?? null} />
            <Tasks cycle={found} submission={data.submission ?? null} isContributor={viewer.role === "CONTRIBUTOR"} />
          </div>
          <aside aria-label={t`Cycle ${cycle}`}>
            <Deadline closes={closingTime(found)} isExtended={isExtended(found)} />
          </aside>
        </div>
      ) : (
        <Skeleton rows={9} />
      )}
    </>
  );
}

/** The progress and the list of sections. Before the first act there is no submission: all sections are listed, and nothing is counted. */
function Tasks(props: { cycle: Cycle; submission: MyStateQuery["submission"] | null; isContributor: boolean }) {
  const { cycle, submission, isContributor } = props;
  const { instrument, failed, again } = useInstrument(cycle.instrumentVersion.sha256, useLanguage());
  if (failed) return <Failed again={again} />;
  if (!instrument) return <Skeleton rows={9} />;
  const progress = submission?.progress ?? [];
  const tallies = new Map(progress.map((section) => [section.section, responses(section)]));
  return (
    <>
      {submission && <Overview tallies={[...tallies.values()]} />}
      <TaskList parts={instrument.parts} tallies={tallies} isPartial={isContributor} isOver={isOver(cycle)} />
      {instrument.translation && !instrument.translation.official && (
        <p className="small faint gap-m">
          <Trans>The texts of the questions are an unofficial translation.</Trans>
        </p>
      )}
    </>
  );
}

/** The time until which the State may save. */
function closingTime({ closesAt, ownClosingTime }: Cycle): string | null {
  return ownClosingTime ?? closesAt ?? null;
}

function isOver(cycle: Cycle): boolean {
  const closes = closingTime(cycle);
  return closes !== null && Date.parse(closes) < Date.now();
}

function isExtended({ closesAt, ownClosingTime }: Cycle): boolean {
  return Boolean(closesAt && ownClosingTime && Date.parse(ownClosingTime) > Date.parse(closesAt));
}

/** Asks the server again when the person comes back to the page, because colleagues work at the same time. */
function useFreshness(again: () => void): void {
  useEffect(() => {
    const seen = () => document.visibilityState === "visible" && again();
    document.addEventListener("visibilitychange", seen);
    return () => document.removeEventListener("visibilitychange", seen);
  });
}

