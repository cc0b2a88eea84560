import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "urql";
import { useInstrument } from "../api/instrument.ts";
import { useTitle } from "../controls/title.ts";
import { Failed, Skeleton } from "../controls/states.tsx";
import { type HomeQuery, HomeDocument } from "../gql/graphql.ts";
import { useLanguage } from "../language/use-language.ts";
import { CycleCard } from "./cycle-card.tsx";
import { Files } from "./files.tsx";
import { Latest, useLatestRelease } from "./latest.tsx";
import { Promises } from "./promises.tsx";

export type Cycle = NonNullable<HomeQuery["cycles"]>[number];

/** The public home page: what the survey is, the current cycle, the latest release, and what the survey asks. */
export function Home() {
  const { t } = useLingui();
  useTitle();
  const [{ data, error, fetching }, again] = useQuery({ query: HomeDocument });
  const latest = useLatestRelease(data?.cycles ?? []);
  const current = data?.cycles?.find((cycle) => cycle.phase === "OPEN") ?? data?.cycles?.[0];
  return (
    <>
      <div className="hero">
        <div>
          <h1 className="big">{t`What States say about responsible behaviour in the use of ICTs, in their own words`}</h1>
          <p className="lead">
            {t`The National Survey of Implementation is voluntary. General Assembly resolution 77/37 encourages States to report how they carry out the agreed framework. Nothing is mandatory, and nothing is visible without an act of the State.`}
          </p>
          {latest.release && (
            <p className="hero-act">
              <a className="btn" href="#tables">{t`See released tables`}</a>
            </p>
          )}
        </div>
        {current && <CycleCard cycle={current} />}
        {fetching && !data && <Skeleton rows={4} />}
      </div>
      {error && !data?.cycles && <Failed error={error} again={() => again({ requestPolicy: "network-only" })} />}
      {data?.cycles && data.states && <Latest latest={latest} members={data.states.map((state) => state.code)} />}
      <div className={latest.release ? "gap two" : "gap"}>
        {current && <Asks cycle={current} />}
        {latest.release && <Files release={latest.release} />}
      </div>
      <Promises />
    </>
  );
}

/** The parts of the instrument, with their numbers of questions. */
function Asks({ cycle }: { cycle: Cycle }) {
  const language = useLanguage();
  const { sha256, version } = cycle.instrumentVersion;
  const { instrument, failed, again } = useInstrument(sha256, language);
  if (failed) return <Failed again={again} />;
  if (!instrument) return <Skeleton rows={9} />;
  const parts = instrument.parts.map((part) => ({
    ...part,
    count: part.sections.reduce((sum, section) => sum + section.questions.length, 0),
  }));
  const count = parts.reduce((sum, part) => sum + part.count, 0);
  return (
    <section aria-labelledby="asks">
      <h2 id="asks">
        <Trans>What the survey asks</Trans>
      </h2>
      <p className="dim gap-s">
        <Trans>
          <Plural value={count} one="# question" other="# questions" /> in <Plural value={parts.length} one="# part" other="# parts" />,
          instrument <bdi>{version}</bdi>. Several ministries of a State can work on them together; the focal point coordinates.
        </Trans>
      </p>
      <ol className="parts">
        {parts.map((part) => (
          <li key={part.code}>
            <span className="part-name">
              <span className="q-code">
                <bdi>{part.code}</bdi>
              </span>
              <span lang={part.title_lang}>{part.title}</span>
            </span>
            <span className="n">
              <Plural value={part.count} one="# question" other="# questions" />
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
