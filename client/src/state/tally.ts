/** Numbers of questions of a section, as the progress of a submission counts them. */
export interface Counted {
  offered: number;
  answered: number;
  declined: number;
  notApplicable: number;
  nothingNew: number;
  unanswered: number;
}

/** Numbers of questions by response. */
export interface Tally {
  offered: number;
  answered: number;
  /** Not applicable, prefer not to answer, nothing new. */
  other: number;
  blank: number;
  nothingNew: number;
}

/** Sorts the questions of a section by response. */
export function responses({ offered, answered, declined, notApplicable, nothingNew, unanswered }: Counted): Tally {
  return { offered, answered, other: declined + notApplicable + nothingNew, blank: unanswered, nothingNew };
}

/** Adds sections up. */
export function sum(tallies: Tally[]): Tally {
  const none = { offered: 0, answered: 0, other: 0, blank: 0, nothingNew: 0 };
  return tallies.reduce(
    (all, one) => ({
      offered: all.offered + one.offered,
      answered: all.answered + one.answered,
      other: all.other + one.other,
      blank: all.blank + one.blank,
      nothingNew: all.nothingNew + one.nothingNew,
    }),
    none,
  );
}
