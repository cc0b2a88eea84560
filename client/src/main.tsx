import "./face/index.css";
import { i18n } from "@lingui/core";
import { I18nProvider } from "@lingui/react";
import { StrictMode, Suspense, lazy, useMemo } from "react";
import { createRoot } from "react-dom/client";
import { BrowserRouter, Navigate, Route, Routes } from "react-router";
import { Provider } from "urql";
import { makeClient } from "./api/client.ts";
import { restore, useSession, watch } from "./api/session.ts";
import { Home } from "./home/home.tsx";
import { activate } from "./language/activate.ts";
import { type Language, isLanguage } from "./language/languages.ts";
import { Absent } from "./shell/absent.tsx";
import { Shell } from "./shell/shell.tsx";

const SignIn = lazy(() => import("./sign-in/sign-in.tsx"));
const MyState = lazy(() => import("./state/my-state.tsx"));

function App({ first }: { first: Language }) {
  const isSignedIn = useSession().phase === "signed-in";
  const client = useMemo(makeClient, [isSignedIn]);
  return (
    <Provider value={client}>
      <Routes>
        <Route path="/:language" element={<Shell first={first} />}>
          <Route index element={<Home />} />
          <Route path="sign-in" element={<SignIn />} />
          <Route path="state/:cycle" element={<MyState />} />
          <Route path="*" element={<Absent />} />
        </Route>
        <Route path="*" element={<Navigate to={`/${first}`} replace />} />
      </Routes>
    </Provider>
  );
}

/** Shows the page once the words of its language are there. The link of an invitation leads to the page that explains it. */
async function start(): Promise<void> {
  const asked = location.pathname.split("/")[1];
  const first = isLanguage(asked) ? asked : "en";
  if (location.hash.startsWith("#/invitation/")) {
    location.replace(`/invitation?language=${first}${location.hash}`);
    return;
  }
  await activate(first);
  restore();
  watch();
  const root = document.getElementById("root");
  if (!root) throw new Error("the page has no root");
  createRoot(root).render(
    <StrictMode>
      <I18nProvider i18n={i18n}>
        <BrowserRouter>
          <Suspense>
            <App first={first} />
          </Suspense>
        </BrowserRouter>
      </I18nProvider>
    </StrictMode>,
  );
}

void start();
