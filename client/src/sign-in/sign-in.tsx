import { Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";
import { Navigate, useLocation } from "react-router";
import { hasPasskeys, signInWithPasskey } from "../api/passkey.ts";
import { restore, useSession } from "../api/session.ts";
import { Icon } from "../controls/icon.tsx";
import { Failed, Skeleton } from "../controls/states.tsx";
import { useTitle } from "../controls/title.ts";
import { useAddress } from "../language/use-language.ts";
import { useViewer } from "../shell/me.tsx";
import { PasswordForm } from "./password-form.tsx";
import { Problem, type ProblemKind, problemOf } from "./problem.tsx";

/** The sign-in page: with a passkey, or with a password and a one-time code. */
export default function SignIn() {
  const { t } = useLingui();
  const session = useSession();
  const [problem, setProblem] = useState<ProblemKind | null>(null);
  const [isAsking, setIsAsking] = useState(false);
  useTitle(problem ? t`Problem: sign in` : t`Sign in`);
  if (session.phase === "signed-in") return <Arrival />;
  if (session.phase === "restoring") return <Skeleton />;
  if (session.phase === "unreachable") return <Failed again={restore} />;
  const passkey = async () => {
    setIsAsking(true);
    setProblem(null);
    try {
      await signInWithPasskey();
    } catch (error) {
      setProblem(problemOf(error));
    }
    setIsAsking(false);
  };
  return (
    <div className="signin">
      <div className="narrow">
        <h1>{t`Sign in`}</h1>
        <p className="dim gap-s">{t`For people of States and of the Secretariat. Reading public data needs no account.`}</p>
        <Problem problem={problem} />
        {hasPasskeys() && (
          <div className="stack form">
            <button type="button" className="btn wide" aria-disabled={isAsking} onClick={() => isAsking || void passkey()}>
              <Icon name="key" />
              {isAsking ? t`Waiting for the passkey` : t`Sign in with a passkey`}
            </button>
            <p className="or-line">
              <span>{t`or`}</span>
            </p>
          </div>
        )}
        <PasswordForm onProblem={setProblem} />
        <p className="small dim gap-m">
          <Trans>
            Invited for the first time? Open the link in your invitation; it works once, until the date given there. Nobody will ever ask you
            for your password or for a code.
          </Trans>
        </p>
      </div>
    </div>
  );
}

/** Leads a person who has signed in to the page that they wanted, or else to their own start. */
function Arrival() {
  const address = useAddress();
  const viewer = useViewer();
  const wanted = (useLocation().state as { wanted?: string } | null)?.wanted;
  if (wanted) return <Navigate to={wanted} replace />;
  if (!viewer) return <Skeleton />;
  return <Navigate to={viewer.cycle ? address(`/state/${viewer.cycle}`) : address()} replace />;
}
