import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { type Tally, sum } from "./tally.ts";

/** The number of questions that have a response, as a meter and in words. It is no score: other responses and blank answers are as good. */
export function Overview({ tallies }: { tallies: Tally[] }) {
  const { t } = useLingui();
  const { offered, answered, other, blank } = sum(tallies);
  const responded = answered + other;
  const lengths = [answered, other, blank];
  return (
    <section className="progress" aria-labelledby="prog">
      <h2 id="prog">
        <Trans>
          {responded} of <Plural value={offered} one="# question has" other="# questions have" /> a response
        </Trans>
      </h2>
      <div className="meter" aria-hidden="true">
        {lengths.map((length, index) => length > 0 && <i key={index} className={`m${index + 1}`} style={{ flex: length }} />)}
      </div>
      <ul className="key">
        <li>
          <i className="m1" />
          <span>
            <b>{answered}</b> <Plural value={answered} one="answered" other="answered" />
          </span>
        </li>
        <li>
          <i className="m2" />
          <span>
            <b>{other}</b> {t`not applicable, prefer not to answer, nothing new`}
          </span>
        </li>
        <li>
          <i />
          <span>
            <b>{blank}</b> <Plural value={blank} one="blank" other="blank" />
          </span>
        </li>
      </ul>
    </section>
  );
}
