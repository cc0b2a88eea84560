import { useLingui } from "@lingui/react/macro";
import { Link, NavLink, useLocation } from "react-router";
import { Icon } from "../controls/icon.tsx";
import { Disclosure } from "../controls/disclosure.tsx";
import { remember } from "../language/activate.ts";
import { LANGUAGES, type Language, NAMES, directionOf } from "../language/languages.ts";
import { useAddress, useLanguage } from "../language/use-language.ts";
import { IS_DEMONSTRATION } from "./demonstration.ts";
import { Me, useViewer } from "./me.tsx";

/** The head of each page: the notice of a demonstration, languages, name, navigation, and the person. */
export function Header() {
  const { t } = useLingui();
  const address = useAddress();
  return (
    <header>
      <div className="util">
        <div className="wrap">
          <p>{IS_DEMONSTRATION && t`Demonstration: all answers are invented and say nothing about any State.`}</p>
          <LanguageBar />
        </div>
      </div>
      <div className="top">
        <div className="wrap">
          <Link className="brand" to={address()}>
            <Mark />
            <span>{t`National Survey of Implementation`}</span>
          </Link>
          <nav className="nav" aria-label={t`Main`}>
            <Navigation />
          </nav>
          <div className="me">
            <Me />
          </div>
          <div className="menu">
            <Disclosure
              className="btn quiet s"
              panel="pop sheet"
              label={
                <>
                  <Icon name="menu" />
                  {t`Menu`}
                </>
              }
            >
              <nav aria-label={t`Main`}>
                <Navigation />
              </nav>
              <Me isInMenu />
            </Disclosure>
          </div>
        </div>
      </div>
    </header>
  );
}

function Navigation() {
  const { t } = useLingui();
  const address = useAddress();
  const viewer = useViewer();
  return (
    <ul>
      {viewer?.cycle && (
        <li>
          <NavLink to={address(`/state/${viewer.cycle}`)}>{t`Survey`}</NavLink>
        </li>
      )}
      <li>
        <NavLink to={address()} end>
          {t`Home`}
        </NavLink>
      </li>
      <li>
        <a href="/developer">{t`Developers`}</a>
      </li>
    </ul>
  );
}

function LanguageBar() {
  const { t } = useLingui();
  const current = useLanguage();
  const list = (className: string) => (
    <ul className={className}>
      {LANGUAGES.map((language) => (
        <li key={language}>
          <LanguageLink language={language} isCurrent={language === current} />
        </li>
      ))}
    </ul>
  );
  return (
    <nav aria-label={t`Language`}>
      <div className="langs-wide">{list("langs")}</div>
      <div className="langs-narrow">
        <Disclosure className="btn quiet s" panel="pop end" label={NAMES[current]}>
          {list("langs-list")}
        </Disclosure>
      </div>
    </nav>
  );
}

/** A link to the same page in another language. */
function LanguageLink({ language, isCurrent }: { language: Language; isCurrent: boolean }) {
  const { pathname, search, hash } = useLocation();
  const to = pathname.replace(/^\/[^/]*/, `/${language}`) + search + hash;
  return (
    <Link
      to={to}
      lang={language}
      hrefLang={language}
      dir={directionOf(language)}
      aria-current={isCurrent ? "true" : undefined}
      onClick={() => remember(language)}
      preventScrollReset
    >
      {NAMES[language]}
    </Link>
  );
}

/** Nine equal tiles. */
function Mark() {
  return (
    <svg viewBox="0 0 28 28" aria-hidden="true" fill="currentColor">
      {Array.from({ length: 9 }, (_, tile) => (
        <rect
          key={tile}
          className={tile === 4 ? "mark-here" : "mark"}
          x={1 + 9 * (tile % 3)}
          y={1 + 9 * Math.floor(tile / 3)}
          width="8"
          height="8"
          rx="1.5"
        />
      ))}
    </svg>
  );
}

