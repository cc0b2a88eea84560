//! What a State answers, and who may read it and count it.

use super::form::closed;

closed! {
    /// How far a submission has come.
    SubmissionStatus {
        /// A working copy; no edition yet.
        Draft = "draft",
        /// Waiting for the State's approver.
        InApproval = "in_approval",
        /// Edition 1 is frozen.
        Submitted = "submitted",
        /// Edition 2 or later is frozen.
        Amended = "amended",
        /// Withdrawn by the State; a tombstone remains.
        Withdrawn = "withdrawn",
    }
}
closed! {
    /// What a State says about one question. Unanswered is not "no".
    Disposition {
        /// There is a value.
        Answered = "answered",
        /// The question does not apply to the State.
        NotApplicable = "not_applicable",
        /// The State prefers not to answer.
        Declined = "declined",
        /// Nothing new since the last edition.
        NothingNew = "nothing_new",
        /// Nothing was said.
        Unanswered = "unanswered",
    }
}
closed! {
    /// What became of one edit in the history of an answer.
    RevisionOutcome {
        /// It became the answer.
        Saved = "saved",
        /// It was based on an older revision, and is kept here.
        Conflict = "conflict",
    }
}
closed! {
    /// Who may read an answer, from the fewest to the most.
    ReaderLevel {
        /// The State's own people.
        StateOnly = "state_only",
        /// And the Secretariat.
        Secretariat = "secretariat",
        /// And all Member States.
        MemberStates = "member_states",
        /// And everybody.
        Public = "public",
    }
}
closed! {
    /// What a choice of consent is about, from the coarsest to the most specific.
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
    /// A purpose that a State allows or does not allow, apart from who may read.
    ConsentPurpose {
        /// The submission is the State's input to the next report of the Secretary-General.
        SgReport = "sg_report",
        /// The contact record is part of the submission for its readers.
        ContactRecord = "contact_record",
        /// Needs are passed to the global capacity-building portal.
        PortalNeeds = "portal_needs",
        /// Offers are passed to the global capacity-building portal.
        PortalOffers = "portal_offers",
    }
}
