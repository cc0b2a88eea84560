import { msg } from "@lingui/core/macro";
import { useLingui } from "@lingui/react/macro";
import { useState } from "react";
import { Link, useNavigate } from "react-router";
import { useMutation, useQuery } from "urql";
import { signOut, useSession } from "../api/session.ts";
import { Disclosure } from "../controls/disclosure.tsx";
import { EndOtherSessionsDocument, type Role, StateNameDocument, ViewerDocument } from "../gql/graphql.ts";
import { official } from "../language/official.ts";
import { useAddress, useLanguage } from "../language/use-language.ts";

export const ROLES = {
  ADMINISTRATOR: msg`Administrator`,
  ANALYST: msg`Analyst`,
  APPROVER: msg`Approver`,
  CONTRIBUTOR: msg`Contributor`,
  FOCAL_POINT: msg`Focal point`,
  READER: msg`Reader`,
} satisfies Record<Role, unknown>;

export interface Viewer {
  name: string;
  role: Role;
  /** Short name of the person's State; none for the Secretariat. */
  state: string | null;
  /** The key of the cycle at which the person works: the open one, or else the newest. None for the Secretariat. */
  cycle: string | null;
}

/** Returns the person who is signed in, once the server has named them. */
export function useViewer(): Viewer | null {
  const session = useSession();
  const language = official(useLanguage());
  const isOut = session.phase !== "signed-in";
  const [{ data }] = useQuery({ query: ViewerDocument, variables: { language }, pause: isOut });
  const code = data?.viewer?.stateCode ?? null;
  const [{ data: named }] = useQuery({ query: StateNameDocument, variables: { code: code ?? "", language }, pause: isOut || !code });
  if (isOut || !data?.viewer) return null;
  const { name, role } = data.viewer;
  const cycle = data.cycles?.find((cycle) => cycle.phase === "OPEN") ?? data.cycles?.[0];
  return { name, role, state: code ? (named?.state?.name ?? null) : null, cycle: code ? (cycle?.key ?? null) : null };
}

/** The person who is signed in, with sign-out; or the way to sign in. */
export function Me({ isInMenu = false }: { isInMenu?: boolean }) {
  const { t, i18n } = useLingui();
  const address = useAddress();
  const session = useSession();
  const viewer = useViewer();
  if (session.phase === "restoring" || session.phase === "unreachable") return null;
  if (session.phase === "signed-out") {
    return (
      <Link className="btn quiet s" to={address("/sign-in")}>
        {t`Sign in`}
      </Link>
    );
  }
  if (!viewer) return null;
  const role = i18n._(ROLES[viewer.role]);
  const { state } = viewer;
  const person = (
    <>
      <span className="face d" aria-hidden="true">
        {initials(viewer.name, i18n.locale)}
      </span>
      <span>
        <bdi className="me-name">{viewer.name}</bdi>
        <span className="me-role">{state ? t`${role}, ${state}` : role}</span>
      </span>
    </>
  );
  if (isInMenu) {
    return (
      <div className="sheet-me">
        <p className="me">{person}</p>
        <SignOut />
      </div>
    );
  }
  return (
    <Disclosure className="me-button" panel="pop end" label={person}>
      <SignOut />
    </Disclosure>
  );
}

function SignOut() {
  const { t } = useLingui();
  const address = useAddress();
  const navigate = useNavigate();
  const [, endOthers] = useMutation(EndOtherSessionsDocument);
  const [failed, setFailed] = useState<"none" | "here" | "others">("none");
  const leave = async (everywhere: boolean) => {
    if (everywhere) {
      const { error } = await endOthers({});
      if (error) {
        setFailed("others");
        return;
      }
    }
    try {
      await signOut();
    } catch {
      setFailed("here");
      return;
    }
    void navigate(address());
  };
  return (
    <>
      <ul className="acts">
        <li>
          <button type="button" className="link" onClick={() => void leave(false)}>
            {t`Sign out`}
          </button>
        </li>
        <li>
          <button type="button" className="link" onClick={() => void leave(true)}>
            {t`Sign out on all devices`}
          </button>
        </li>
      </ul>
      <p role="status">
        {failed === "others" && t`The other devices are still signed in. Try again.`}
        {failed === "here" && t`Nothing was changed. Try again in a moment.`}
      </p>
    </>
  );
}

/** Returns the first letters of a name: one in scripts without initials. */
function initials(name: string, language: string): string {
  const words = name.split(/\s+/).filter((word) => word !== "");
  const count = language === "ar" || language === "zh" ? 1 : 2;
  return words
    .slice(0, count)
    .map((word) => [...word][0])
    .join("");
}
