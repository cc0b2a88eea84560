import { useLingui } from "@lingui/react/macro";
import { Icon } from "../controls/icon.tsx";

/** The four promises of the survey. */
export function Promises() {
  const { t } = useLingui();
  return (
    <section aria-labelledby="prom" className="gap">
      <h2 id="prom">{t`Four promises`}</h2>
      <ul className="promises">
        <li>
          <Icon name="free" />
          <h3>{t`Nothing is mandatory`}</h3>
          <p>{t`A blank answer, “not applicable” and “prefer not to answer” are three different things, and each is fine.`}</p>
        </li>
        <li>
          <Icon name="lock" />
          <h3>{t`The State decides who reads`}</h3>
          <p>{t`Its own people, the Secretariat, all Member States, or everybody: for the whole, a part, or one question.`}</p>
        </li>
        <li>
          <Icon name="table" />
          <h3>{t`Tables disclose no single answer`}</h3>
          <p>{t`A table is released only if a simulated attack cannot determine any one State’s answer.`}</p>
        </li>
        <li>
          <Icon name="seal" />
          <h3>{t`What was submitted can be proved`}</h3>
          <p>{t`Each edition has a signed receipt that anybody can verify offline.`}</p>
        </li>
      </ul>
    </section>
  );
}
