//! Words for a State's answers, and for the consent to read and to count them.

use super::form::closed;

closed! {
    /// Stage of a submission.
    SubmissionStatus {
        /// A working copy without an edition.
        Draft = "draft",
        /// Edition 1 is frozen.
        Submitted = "submitted",
        /// Edition 2 or a later one is frozen.
        Amended = "amended",
        /// The State withdrew it. A tombstone remains.
        Withdrawn = "withdrawn",
    }
}
closed! {
    /// A State's reply to one question: a value, or the reason why there is none. Unanswered is not
    /// "no".
    Disposition {
        /// The State gave a value.
        Answered = "answered",
        /// The question does not apply to the State.
        NotApplicable = "not_applicable",
        /// The State prefers not to answer.
        Declined = "declined",
        /// The State has nothing new since its last edition.
        NothingNew = "nothing_new",
        /// The State has not replied.
        Unanswered = "unanswered",
    }
}
closed! {
    /// Outcome of one edit in the history of an answer.
    RevisionOutcome {
        /// The edit became the current answer.
        Saved = "saved",
        /// The edit was based on an older revision. The history keeps its value.
        Conflict = "conflict",
    }
}
closed! {
    /// The readers of an answer, from the fewest to the most. Each level includes the levels before
    /// it.
    ReaderLevel {
        /// The State's own people.
        StateOnly = "state_only",
        /// The State's own people and the Secretariat.
        Secretariat = "secretariat",
        /// The State's own people, the Secretariat and all Member States.
        MemberStates = "member_states",
        /// Everybody, the public included.
        Public = "public",
    }
}
closed! {
    /// Scope of a choice of consent, from the coarsest to the most specific.
    ConsentScope {
        /// The whole submission.
        Submission = "submission",
        /// One part.
        Part = "part",
        /// One section.
        Section = "section",
        /// One question.
        Question = "question",
    }
}
closed! {
    /// A purpose that a State allows or does not allow. Purposes are independent of the readers.
    ConsentPurpose {
        /// The submission is the State's input to the next report of the Secretary-General.
        SgReport = "sg_report",
        /// The readers of the submission also read the contact record.
        ContactRecord = "contact_record",
        /// The State's needs are passed to the global capacity-building portal.
        PortalNeeds = "portal_needs",
        /// The State's offers are passed to the global capacity-building portal.
        PortalOffers = "portal_offers",
    }
}
