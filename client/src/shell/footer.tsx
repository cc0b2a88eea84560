import { Trans, useLingui } from "@lingui/react/macro";
import { useLanguage } from "../language/use-language.ts";

/** The foot of each page: links, licences, the standing of the translation, and the note on designations. */
export function Footer() {
  const { t } = useLingui();
  const language = useLanguage();
  return (
    <footer className="foot">
      <div className="wrap">
        <ul>
          <li>
            <a href="/developer">{t`Developers`}</a>
          </li>
          <li>
            <a href="/developer/schema.graphql">{t`Schema of the API`}</a>
          </li>
        </ul>
        <p>
          <Trans>
            Released tables: <bdi>CC BY 4.0</bdi>. Source code: <bdi>Apache-2.0</bdi>.
          </Trans>
        </p>
        {language !== "en" && <p>{t`This is an unofficial translation of the interface.`}</p>}
        <p>
          <Trans>
            The designations employed and the presentation of material do not imply the expression of any opinion whatsoever on the part of
            the Secretariat of the United Nations concerning the legal status of any country, territory, city or area or of its authorities,
            or concerning the delimitation of its frontiers or boundaries.
          </Trans>
        </p>
      </div>
    </footer>
  );
}
