import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { useEffect, useState } from "react";
import { type CombinedError, useClient, useQuery } from "urql";
import { asThePublic } from "../api/client.ts";
import { Empty, Failed, Skeleton } from "../controls/states.tsx";
import { PublishedDocument, ReleasesDocument } from "../gql/graphql.ts";
import { formatDay } from "../language/dates.ts";
import { official } from "../language/official.ts";
import { useLanguage } from "../language/use-language.ts";
import type { Release } from "./files.tsx";
import type { Cycle } from "./home.tsx";

/** The question by which the tiles show who publishes: the first question on norm (c). */
const QUESTION = "N.c.1";

/** The latest release: how many States it counts. */
export function Latest({ latest, members }: { latest: LatestRelease; members: string[] }) {
  const { cycle, release, error, again } = latest;
  if (!cycle) {
    return (
      <section className="fig">
        <Empty title={<Trans>No tables have been released yet</Trans>} />
      </section>
    );
  }
  if (error) return <Failed error={error} again={again} />;
  if (!release) return <Skeleton />;
  return <Strip release={release} cycle={cycle} members={members} />;
}

export interface LatestRelease {
  /** The newest cycle that may have a release; none if no cycle has one. */
  cycle: Cycle | undefined;
  release: Release | undefined;
  error: CombinedError | undefined;
  again: () => void;
}

/** Looks for the latest release of the newest cycle that has one. */
export function useLatestRelease(cycles: Cycle[]): LatestRelease {
  const [at, setAt] = useState(0);
  const cycle = cycles.filter((cycle) => cycle.phase !== "PLANNED")[at];
  const language = official(useLanguage());
  const [{ data, error, fetching, stale }, again] = useQuery({
    query: ReleasesDocument,
    variables: { cycle: cycle?.key ?? "", language },
    pause: !cycle,
  });
  const release = data?.releases?.findLast((release) => release.status === "GATED");
  const isWithout = data?.releases != null && !fetching && !stale && !release;
  useEffect(() => {
    if (isWithout) setAt((at) => at + 1);
  }, [isWithout, cycle?.key]);
  return { cycle, release, error, again: () => again({ requestPolicy: "network-only" }) };
}

/** One tile for each Member State: published, counted, or not counted. */
function Strip({ release, cycle, members }: { release: Release; cycle: Cycle; members: string[] }) {
  const { t } = useLingui();
  const language = useLanguage();
  const publishing = usePublishing(cycle.key);
  const respondents = new Set(release.respondents.map((respondent) => respondent.stateCode));
  const standing = members.map((code) => (!respondents.has(code) ? 0 : publishing?.has(code) ? 3 : 2));
  const published = standing.filter((tile) => tile === 3).length;
  const counted = standing.filter((tile) => tile === 2).length;
  const others = standing.length - published - counted;
  const { number } = release;
  const all = respondents.size;
  return (
    <section className="fig strip" aria-labelledby="latest">
      <div>
        <h2 id="latest">
          <Trans>
            <Plural value={all} one="# State is counted" other="# States are counted" /> in release {number} of cycle {cycle.key}
          </Trans>
        </h2>
        <p className="dim">
          {publishing ? (
            <Trans>
              {published} of them also publish their answer to question <bdi>{QUESTION}</bdi>. The others are counted without publishing it.
              A State that is not counted has expressed nothing by that.
            </Trans>
          ) : (
            <Trans>A State that is not counted has expressed nothing by that.</Trans>
          )}
        </p>
        <p className="small dim">
          <Trans>
            Released on <time dateTime={release.releasedAt}>{formatDay(new Date(release.releasedAt), language)}</time>
          </Trans>
        </p>
      </div>
      {publishing && <figure>
        <div
          className="minis"
          role="img"
          aria-label={t`${standing.length} equal tiles, one for each Member State: ${published} with a published answer, ${counted} counted without publishing, ${others} not counted.`}
        >
          {standing.map((tile, index) => (
            <i key={members[index]} className={`t${tile}`} />
          ))}
        </div>
        <figcaption>
          <ul className="key">
            <li>
              <i className="k3" />
              <span>
                <b>{published}</b> <Plural value={published} one="published" other="published" />
              </span>
            </li>
            <li>
              <i className="k2" />
              <span>
                <b>{counted}</b> <Plural value={counted} one="counted" other="counted" />
              </span>
            </li>
            <li>
              <i className="k0" />
              <span>
                <b>{others}</b> <Plural value={others} one="not counted" other="not counted" />
              </span>
            </li>
          </ul>
        </figcaption>
      </figure>}
    </section>
  );
}

/** Returns the codes of the States that publish their answer to the tiles' question; null until they are known. */
function usePublishing(cycle: string): Set<string> | null {
  const client = useClient();
  const [found, setFound] = useState<{ cycle: string; codes: Set<string> } | null>(null);
  useEffect(() => {
    let isShown = true;
    const load = async () => {
      const codes = new Set<string>();
      for (let after: string | null = null; ; ) {
        // A person who is signed in may read more than what is published.
        const { data } = await client.query(PublishedDocument, { cycle, question: QUESTION, after }, asThePublic).toPromise();
        if (!data?.sharedAnswers) return;
        data.sharedAnswers.nodes.forEach((answer) => codes.add(answer.stateCode));
        if (!data.sharedAnswers.pageInfo.hasNextPage) break;
        after = data.sharedAnswers.pageInfo.endCursor ?? null;
      }
      // An instrument without this question has nobody who answers it.
      if (isShown && codes.size > 0) setFound({ cycle, codes });
    };
    void load();
    return () => {
      isShown = false;
    };
  }, [client, cycle]);
  return found?.cycle === cycle ? found.codes : null;
}
