//! People: what they may do, how they come in, and how they are told.

use super::form::closed;

closed! {
    /// What a person may do; the first four inside one State, the last two in the Secretariat.
    Role {
        /// Reads and writes all of the State's answers, submits, amends, withdraws, sets consent, administers the State's people.
        FocalPoint = "focal_point",
        /// Reads all, approves or returns sections and the whole.
        Approver = "approver",
        /// Reads and writes granted sections only.
        Contributor = "contributor",
        /// Reads all of the State's answers.
        Reader = "reader",
        /// Secretariat: reads releases and what consent shows to the Secretariat.
        Analyst = "analyst",
        /// Secretariat: States, instruments, cycles, releases, people; never a State's answers.
        Administrator = "administrator",
    }
}
closed! {
    /// Whether a person may sign in.
    PersonStatus {
        /// May sign in.
        Active = "active",
        /// May not sign in; every token is refused.
        Suspended = "suspended",
    }
}
closed! {
    /// The right that a grant gives on a section or question.
    GrantRight {
        /// See the answers.
        Read = "read",
        /// See and comment.
        Comment = "comment",
        /// See, comment and save answers.
        Write = "write",
    }
}
closed! {
    /// Where an invitation stands.
    InvitationStatus {
        /// Waits until another administrator confirms it.
        AwaitingConfirmation = "awaiting_confirmation",
        /// Can be redeemed.
        Open = "open",
        /// Was redeemed.
        Redeemed = "redeemed",
        /// Was not confirmed or redeemed in time.
        Expired = "expired",
        /// Was taken back, replaced by a newer one, or shown with wrong codes too often.
        Ended = "ended",
    }
}
closed! {
    /// Whose agreement a change of the focal point needs: two of these three.
    SuccessionParty {
        /// The Secretariat, by an administrator.
        Secretariat = "secretariat",
        /// The outgoing focal point.
        FocalPoint = "focal_point",
        /// The State's approver.
        Approver = "approver",
    }
}
closed! {
    /// Where the change of a focal point stands.
    SuccessionStatus {
        /// One party has proposed it, another has to agree.
        Proposed = "proposed",
        /// Two parties have agreed, and it is done.
        Completed = "completed",
        /// Nobody agreed in time.
        Expired = "expired",
        /// A newer proposal took its place, or the focal point is no longer the one that it names.
        Ended = "ended",
    }
}
closed! {
    /// What a letter tells.
    LetterKind {
        /// That the recipient is invited, with the link.
        Invitation = "invitation",
        /// That an invitation waits for the recipient's confirmation.
        ConfirmInvitation = "confirm_invitation",
        /// That the focal point is to change, and who asks for it.
        SuccessionAsked = "succession_asked",
        /// That the focal point has changed.
        SuccessionDone = "succession_done",
        /// That the recipient's password, passkeys or one-time codes have changed.
        CredentialsChanged = "credentials_changed",
        /// That somebody signed in as the recipient on a device that was not seen before.
        NewSignIn = "new_sign_in",
        /// That an edition was submitted, with its number and hash.
        SubmissionReceipt = "submission_receipt",
        /// That the removal of an administrator waits for the recipient's confirmation.
        ConfirmRemoval = "confirm_removal",
        /// That an administrator was removed, and by whom.
        AdministratorRemoved = "administrator_removed",
    }
}
closed! {
    /// State of the removal of an administrator.
    RemovalStatus {
        /// A second administrator has to confirm it.
        AwaitingConfirmation = "awaiting_confirmation",
        /// Two administrators have agreed, and the administrator is removed.
        Confirmed = "confirmed",
        /// It was withdrawn, or one of those whom it names has left.
        Ended = "ended",
        /// Nobody confirmed it in time.
        Expired = "expired",
    }
}
closed! {
    /// Where a letter stands.
    LetterStatus {
        /// It will be sent.
        Waiting = "waiting",
        /// The mail server has taken it.
        Sent = "sent",
        /// It was given up; the operator may have it tried again.
        Dead = "dead",
        /// It was given up for good: what it said holds no more.
        Expired = "expired",
    }
}
