import { msg } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import type { ExportFormat, ReleasesQuery } from "../gql/graphql.ts";

export type Release = NonNullable<ReleasesQuery["releases"]>[number];

/** Content of the files, and the forms of each. The workbook, which most readers want, is first. */
const FILES: { holds: ReturnType<typeof msg>; forms: [ExportFormat, string][] }[] = [
  { holds: msg`Everything, as a workbook`, forms: [["XLSX", "XLSX"]] },
  {
    holds: msg`Tables`,
    forms: [
      ["CSV", "CSV"],
      ["PARQUET", "Parquet"],
      ["SDMX_DATA", "SDMX-ML"],
    ],
  },
  { holds: msg`Structure of the tables`, forms: [["SDMX_STRUCTURE", "SDMX-ML"]] },
  {
    holds: msg`Changes between cycles`,
    forms: [
      ["CHANGES", "CSV"],
      ["CHANGES_PARQUET", "Parquet"],
      ["CHANGES_SDMX", "SDMX-ML"],
    ],
  },
  {
    holds: msg`Participation`,
    forms: [
      ["PARTICIPATION", "CSV"],
      ["PARTICIPATION_PARQUET", "Parquet"],
    ],
  },
  { holds: msg`Codebook`, forms: [["CODEBOOK", "CSV"]] },
];

/** The tables of a release as files, and how to read their figures. */
export function Files({ release }: { release: Release }) {
  const { t, i18n } = useLingui();
  const links = new Map(release.exports.map((file) => [file.format, file.link]));
  const { title, method } = release.about;
  return (
    <aside className="card" aria-labelledby="tables">
      <h2 id="tables">{t`Released tables`}</h2>
      <p className="small">{title}</p>
      <p className="small dim">
        <Trans>All forms hold the same rows.</Trans>
      </p>
      <ul className="loads">
        {FILES.filter(({ forms }) => forms.some(([format]) => links.has(format))).map(({ holds, forms }) => (
          <li key={holds.id}>
            <span>{i18n._(holds)}</span>
            <span className="forms">
              {forms.map(([format, form]) => (
                <a key={format} href={links.get(format)} download>
                  <span className="vh">{i18n._(holds)}, </span>
                  <bdi>{form}</bdi>
                </a>
              ))}
            </span>
          </li>
        ))}
      </ul>
      <details className="method">
        <summary>{t`How to read the figures`}</summary>
        {method.split(/\n+/).map((paragraph) => (
          <p key={paragraph}>{paragraph}</p>
        ))}
      </details>
    </aside>
  );
}
