import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { daysUntil, formatDay, formatTime, ownTimeZone } from "../language/dates.ts";
import { useLanguage } from "../language/use-language.ts";

/** The time until which the State may save: in UTC, and in the time zone of this device if it differs. */
export function Deadline({ closes, isExtended }: { closes: string | null; isExtended: boolean }) {
  const { t } = useLingui();
  const language = useLanguage();
  if (!closes) {
    return (
      <section className="card">
        <h2>{t`Closes`}</h2>
        <p className="small dim">{t`This cycle has no closing time.`}</p>
      </section>
    );
  }
  const time = new Date(closes);
  const days = daysUntil(time, new Date());
  const isOver = time.getTime() < Date.now();
  const zone = ownTimeZone();
  const inUtc = formatTime(time, language);
  const inZone = formatTime(time, language, zone);
  const day = formatDay(time, language, zone);
  const isOtherDay = day !== formatDay(time, language);
  const here = isOtherDay ? `${day} ${inZone}` : inZone;
  return (
    <section className="card">
      <h2>{isOver ? t`Closed` : t`Closes`}</h2>
      <p className="strongline">
        <time dateTime={closes}>{formatDay(time, language)}</time>
      </p>
      <p className="small dim">
        <Trans>{inUtc} UTC</Trans>
      </p>
      {(isOtherDay || inZone !== inUtc) && (
        <p className="small dim">
          <Trans>
            {here} on this device (<bdi>{zone}</bdi>)
          </Trans>
        </p>
      )}
      {!isOver && (
        <p className="small dim">
          <Plural value={days} one="# day left" other="# days left" />
        </p>
      )}
      {isExtended && <p className="small dim">{t`The time of your State was extended.`}</p>}
    </section>
  );
}
