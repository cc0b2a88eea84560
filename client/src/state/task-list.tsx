import { Plural, Trans, useLingui } from "@lingui/react/macro";
import type { Part, Section, Titled } from "../api/instrument.ts";
import { Icon, type IconName } from "../controls/icon.tsx";
import { type Tally, sum } from "./tally.ts";

/**
 * The sections by part, each with its number of responses and its status in a word.
 *
 * A contributor's list holds the sections that are granted to them, and no others.
 */
export function TaskList(props: { parts: Part[]; tallies: Map<string, Tally>; isPartial: boolean; isOver: boolean }) {
  const { parts, tallies, isPartial, isOver } = props;
  const shown = parts
    .map((part) => ({ ...part, sections: part.sections.filter((section) => !isPartial || tallies.has(section.code)) }))
    .filter((part) => part.sections.length > 0);
  return (
    <>
      {shown.map((part) => (
        <PartOfTasks key={part.code} part={part} tallies={tallies} isOver={isOver} />
      ))}
    </>
  );
}

function PartOfTasks({ part, tallies, isOver }: { part: Part; tallies: Map<string, Tally>; isOver: boolean }) {
  const found = part.sections.map((section) => tallies.get(section.code)).filter((tally) => tally !== undefined);
  const whole = sum(found);
  return (
    <details className="part" open={isOpenAtFirst(whole)}>
      <summary>
        <Icon name="forward" turns />
        <h2>
          <bdi className="faint num">{part.code}</bdi> <Title of={part} />
        </h2>
        <span className="n">{found.length > 0 ? <Ratio tally={whole} /> : null}</span>
      </summary>
      <ul className="tasks">
        {part.sections.map((section) => (
          <Task key={section.code} section={section} tally={tallies.get(section.code)} isOver={isOver} />
        ))}
      </ul>
    </details>
  );
}

/** A part that somebody has begun and not finished is open at first; so is every part that is alone. */
function isOpenAtFirst({ blank, offered }: Tally): boolean {
  return blank > 0 && blank < offered;
}

function Task({ section, tally, isOver }: { section: Section; tally: Tally | undefined; isOver: boolean }) {
  return (
    <li className="task">
      <div>
        <span className="faint num">
          <bdi>{section.code}</bdi>
        </span>
        <span className="go">
          <Title of={section} />
        </span>
      </div>
      <span className="n">{tally ? <Ratio tally={tally} /> : <Plural value={section.questions.length} one="# question" other="# questions" />}</span>
      <span className="st">
        <Status tally={tally} isOver={isOver} />
      </span>
    </li>
  );
}

function Title({ of: { title, title_lang } }: { of: Titled }) {
  return <span lang={title_lang}>{title}</span>;
}

function Ratio({ tally: { answered, other, offered } }: { tally: Tally }) {
  const responded = answered + other;
  return (
    <Trans>
      {responded} of {offered}
      <span className="vh"> questions have a response</span>
    </Trans>
  );
}

function Status({ tally, isOver }: { tally: Tally | undefined; isOver: boolean }) {
  const { t } = useLingui();
  const tag = (icon: IconName, word: string, kind = "") => (
    <span className={`tag ${kind}`}>
      <Icon name={icon} />
      {word}
    </span>
  );
  if (!tally || tally.blank === tally.offered) return tag("notStarted", isOver ? t`Left blank` : t`Not started`, "bare");
  if (tally.blank > 0) return tag("inProgress", isOver ? t`Answered in part` : t`In progress`);
  if (tally.nothingNew === tally.offered) return tag("equal", t`Nothing new`);
  return tag("check", t`All have a response`, "info");
}
