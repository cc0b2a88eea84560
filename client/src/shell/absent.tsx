import { Trans, useLingui } from "@lingui/react/macro";
import { Link } from "react-router";
import { NotFound } from "../controls/states.tsx";
import { useTitle } from "../controls/title.ts";
import { useAddress } from "../language/use-language.ts";

/** The page of an address that leads nowhere. */
export function Absent() {
  const { t } = useLingui();
  const address = useAddress();
  useTitle(t`Not found`);
  return (
    <>
      <h1 className="head">
        <Trans>Not found</Trans>
      </h1>
      <NotFound>
        <p>
          <Link to={address()}>
            <Trans>To the home page</Trans>
          </Link>
        </p>
      </NotFound>
    </>
  );
}
