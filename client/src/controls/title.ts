import { useLingui } from "@lingui/react/macro";
import { useEffect } from "react";

/** Names the page in the browser's tab. */
export function useTitle(page?: string): void {
  const { t } = useLingui();
  const site = t`National Survey of Implementation`;
  useEffect(() => {
    document.title = page ? `${page} · ${site}` : site;
  }, [page, site]);
}
