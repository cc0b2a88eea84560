import { useLingui } from "@lingui/react/macro";
import { Suspense, useEffect, useRef, useState } from "react";
import { Outlet, useLocation, useParams } from "react-router";
import { OfflineNotice, Skeleton } from "../controls/states.tsx";
import { activate } from "../language/activate.ts";
import { type Language, isLanguage } from "../language/languages.ts";
import { LanguageContext } from "../language/use-language.ts";
import { Broken } from "./broken.tsx";
import { Footer } from "./footer.tsx";
import { Header } from "./header.tsx";

/** The frame of all pages, in the language of the address. While another language loads, the page stays in the earlier one. */
export function Shell({ first }: { first: Language }) {
  const { language: asked } = useParams();
  const [language, setLanguage] = useState(first);
  useEffect(() => {
    if (!isLanguage(asked) || asked === language) return;
    let isWanted = true;
    void activate(asked).then(() => isWanted && setLanguage(asked));
    return () => {
      isWanted = false;
    };
  }, [asked, language]);
  return (
    <LanguageContext value={language}>
      <Frame />
    </LanguageContext>
  );
}

function Frame() {
  const { t } = useLingui();
  const main = useRef<HTMLElement>(null);
  const path = usePath();
  useArrival(main, path);
  return (
    <>
      <a className="skip" href="#content">
        {t`Skip to the content`}
      </a>
      <Header />
      <OfflineNotice />
      <main id="content" tabIndex={-1} ref={main}>
        <div className="wrap">
          <Broken key={path}>
            <Suspense fallback={<Skeleton />}>
              <Outlet />
            </Suspense>
          </Broken>
        </div>
      </main>
      <Footer />
    </>
  );
}

/** Returns the path of the page without its language. */
function usePath(): string {
  return useLocation().pathname.replace(/^\/[^/]*\/?/, "");
}

/** Moves the reader to the top of a new page. Another language of the same page moves nobody. */
function useArrival(main: React.RefObject<HTMLElement | null>, path: string): void {
  const { hash } = useLocation();
  const earlier = useRef(path);
  useEffect(() => {
    if (earlier.current === path) return;
    earlier.current = path;
    if (hash) return;
    window.scrollTo(0, 0);
    main.current?.focus({ preventScroll: true });
  }, [path, hash, main]);
}
