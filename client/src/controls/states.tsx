import { Trans, useLingui } from "@lingui/react/macro";
import { type ReactNode, useEffect, useRef, useState, useSyncExternalStore } from "react";
import type { CombinedError } from "urql";
import { codeOf } from "../api/client.ts";
import { Message } from "./message.tsx";

/** Time before a skeleton appears, in milliseconds: a quick answer shows none. */
const PATIENCE = 400;

/** Shows bars in the shape of the content that is being loaded. */
export function Skeleton({ rows = 6 }: { rows?: number }) {
  const { t } = useLingui();
  const [isLate, setIsLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setIsLate(true), PATIENCE);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className="bones" aria-busy="true">
      {isLate && (
        <>
          <div aria-hidden="true">
            {Array.from({ length: rows }, (_, row) => (
              <span key={row} className={`bone bone-${row % 3}`} />
            ))}
          </div>
          <p className="vh" role="status">
            {t`Loading`}
          </p>
        </>
      )}
    </div>
  );
}

/** Says that there is nothing to show yet. */
export function Empty({ title, children }: { title: ReactNode; children?: ReactNode }) {
  return (
    <div className="empty">
      <p>
        <b>{title}</b>
      </p>
      {children && <p className="small">{children}</p>}
    </div>
  );
}

/** Says that nothing was found, or that the reader may not see it: one text for both. */
export function NotFound({ children }: { children?: ReactNode }) {
  return (
    <Message kind="info" icon="lock" title={<Trans>There is nothing here, or you may not see it</Trans>}>
      {children}
    </Message>
  );
}

/** Says why content could not be loaded, and offers to try again. When a connection comes back, it tries by itself. */
export function Failed({ error, again }: { error?: CombinedError | undefined; again: () => void }) {
  const { t } = useLingui();
  const isOnline = useIsOnline();
  const code = error ? codeOf(error) : null;
  const wasOffline = useRef(false);
  useEffect(() => {
    if (isOnline && wasOffline.current) again();
    wasOffline.current = !isOnline;
  }, [isOnline, again]);
  if (code === "NOT_FOUND" || code === "FORBIDDEN") return <NotFound />;
  const act = (
    <button type="button" className="btn quiet s act" onClick={again}>
      {t`Try again`}
    </button>
  );
  if (!isOnline) {
    return (
      <Message kind="warn" icon="offline" role="status" title={t`This device is offline`} act={act}>
        <p>
          <Trans>The page loads when there is a connection again.</Trans>
        </p>
      </Message>
    );
  }
  if (code === null) {
    return (
      <Message kind="bad" role="status" title={t`We can’t reach the service`} act={act}>
        <p>
          <Trans>Nothing was changed. Try again in a moment.</Trans>
        </p>
      </Message>
    );
  }
  const request = error?.graphQLErrors[0]?.extensions.requestId;
  return (
    <Message kind="bad" role="status" title={t`The service could not answer`} act={act}>
      <p>
        <Trans>
          Give this code if you ask for help: <bdi className="mono">{code}</bdi>
        </Trans>
        {typeof request === "string" && (
          <>
            {" "}
            <bdi className="mono">{request}</bdi>
          </>
        )}
      </p>
    </Message>
  );
}

/** Says at the top of each page that the device has no connection. */
export function OfflineNotice() {
  const { t } = useLingui();
  const isOnline = useIsOnline();
  return (
    <div role="status">
      {!isOnline && (
        <div className="wrap offline">
          <Message kind="warn" icon="offline" title={t`This device is offline`}>
            <p>
              <Trans>What you see may be older than it looks.</Trans>
            </p>
          </Message>
        </div>
      )}
    </div>
  );
}

function useIsOnline(): boolean {
  return useSyncExternalStore(
    (changed) => {
      window.addEventListener("online", changed);
      window.addEventListener("offline", changed);
      return () => {
        window.removeEventListener("online", changed);
        window.removeEventListener("offline", changed);
      };
    },
    () => navigator.onLine,
  );
}
