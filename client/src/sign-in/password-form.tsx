import { Trans, useLingui } from "@lingui/react/macro";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { post } from "../api/auth.ts";
import { open } from "../api/session.ts";
import { IS_DEMONSTRATION } from "../shell/demonstration.ts";
import { type ProblemKind, problemOf } from "./problem.tsx";

/**
 * The form for address and password, and then for the one-time code. Both go to the server together, so that its refusal does not tell
 * which of them is wrong.
 */
export function PasswordForm({ onProblem }: { onProblem: (problem: ProblemKind | null) => void }) {
  const { t } = useLingui();
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const [step, setStep] = useState<"password" | "code">("password");
  const [isShown, setIsShown] = useState(false);
  const [isBusy, setIsBusy] = useState(false);
  const [isIncomplete, setIsIncomplete] = useState(false);
  const codeField = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (step === "code") codeField.current?.focus();
  }, [step]);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (isBusy) return;
    if (step === "password") {
      const complete = email.trim() !== "" && password !== "";
      setIsIncomplete(!complete);
      if (complete) setStep("code");
      return;
    }
    setIsBusy(true);
    onProblem(null);
    try {
      const digits = code.replace(/\s/g, "");
      open(await post("/auth/sign-in", { email, password, ...(digits ? { code: digits } : {}), cookie: true }));
    } catch (error) {
      const problem = problemOf(error);
      if (problem.kind === "refused") {
        setStep("password");
        setCode("");
      }
      onProblem(problem);
    }
    setIsBusy(false);
  };

  return (
    <form className="stack form" onSubmit={(event) => void submit(event)} noValidate>
      <div className="field">
        <label className="label" htmlFor="email">
          {t`E-mail address`}
        </label>
        <input
          className="in"
          id="email"
          type="email"
          autoComplete="username"
          dir="ltr"
          value={email}
          aria-describedby={isIncomplete ? "incomplete" : undefined}
          onChange={(event) => setEmail(event.target.value)}
        />
      </div>
      <div className="field">
        <label className="label" htmlFor="password">
          {t`Password`}
        </label>
        <div className="join">
          <input
            className="in"
            id="password"
            type={isShown ? "text" : "password"}
            autoComplete="current-password"
            dir="ltr"
            value={password}
            aria-describedby={isIncomplete ? "incomplete" : undefined}
            onChange={(event) => setPassword(event.target.value)}
          />
          <button type="button" className="btn quiet s" aria-pressed={isShown} onClick={() => setIsShown(!isShown)}>
            <Trans>
              Show<span className="vh"> the password</span>
            </Trans>
          </button>
        </div>
      </div>
      {isIncomplete && (
        <p className="err" id="incomplete" role="alert">
          {t`Give your e-mail address and your password.`}
        </p>
      )}
      {step === "code" && (
        <div className="field">
          <label className="label" htmlFor="code">
            {t`One-time code`}
          </label>
          <span className="hint" id="code-hint">
            {t`Six digits from your authenticator app. Pasting works.`}{" "}
            {IS_DEMONSTRATION && t`In the demonstration, leave it empty unless you set one up.`}
          </span>
          <input
            className="in w-s code-in"
            id="code"
            ref={codeField}
            inputMode="numeric"
            autoComplete="one-time-code"
            dir="ltr"
            value={code}
            aria-describedby="code-hint"
            onChange={(event) => setCode(event.target.value)}
          />
        </div>
      )}
      <button type="submit" className={step === "password" ? "btn wide quiet" : "btn wide"} aria-disabled={isBusy}>
        {isBusy ? t`Signing in` : step === "password" ? t`Continue` : t`Sign in`}
      </button>
    </form>
  );
}
