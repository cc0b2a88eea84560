//! Words for people: their roles and rights, invitations, and letters.

use super::form::closed;

closed! {
    /// Role of a person. The first four are roles in one State, the last two are roles in the
    /// Secretariat.
    Role {
        /// Reads and writes all of the State's answers, submits, amends and withdraws, sets
        /// consent, and administers the State's people.
        FocalPoint = "focal_point",
        /// Reads all of the State's answers, and approves or returns sections and the whole
        /// submission.
        Approver = "approver",
        /// Reads and writes granted sections only.
        Contributor = "contributor",
        /// Reads all of the State's answers.
        Reader = "reader",
        /// In the Secretariat: reads releases, and the answers that consent shows to the
        /// Secretariat.
        Analyst = "analyst",
        /// In the Secretariat: administers States, instruments, cycles, releases and people. Never
        /// reads a State's answers that consent does not show.
        Administrator = "administrator",
    }
}
closed! {
    /// Status of a person's access.
    PersonStatus {
        /// The person may sign in.
        Active = "active",
        /// The person may not sign in, and every token of the person is refused.
        Suspended = "suspended",
    }
}
closed! {
    /// The right that a grant gives on a section or question.
    GrantRight {
        /// The person may read the answers.
        Read = "read",
        /// The person may read and save answers.
        Write = "write",
    }
}
closed! {
    /// Status of an invitation.
    InvitationStatus {
        /// Another administrator has to confirm it.
        AwaitingConfirmation = "awaiting_confirmation",
        /// The invited person can redeem it.
        Open = "open",
        /// The invited person has redeemed it.
        Redeemed = "redeemed",
        /// The invitation was not confirmed or redeemed in time.
        Expired = "expired",
        /// The invitation was taken back, replaced by a newer one, or shown with wrong codes too
        /// often.
        Ended = "ended",
    }
}
closed! {
    /// A party to a change of the focal point. Two of the three parties have to agree.
    SuccessionParty {
        /// The Secretariat, represented by an administrator.
        Secretariat = "secretariat",
        /// The outgoing focal point.
        FocalPoint = "focal_point",
        /// The State's approver.
        Approver = "approver",
    }
}
closed! {
    /// Status of a change of the focal point.
    SuccessionStatus {
        /// One party has proposed it. Another party has to agree.
        Proposed = "proposed",
        /// Two parties have agreed, and the focal point has changed.
        Completed = "completed",
        /// No second party agreed in time.
        Expired = "expired",
        /// A newer proposal took its place, or the person whom it names is no longer the focal
        /// point.
        Ended = "ended",
    }
}
closed! {
    /// Subject of a letter.
    LetterKind {
        /// The recipient is invited. The letter holds the link.
        Invitation = "invitation",
        /// An invitation waits for the recipient's confirmation.
        ConfirmInvitation = "confirm_invitation",
        /// A change of the focal point is proposed. The letter names the person who proposes it.
        SuccessionAsked = "succession_asked",
        /// The focal point has changed.
        SuccessionDone = "succession_done",
        /// The recipient's password, passkeys or one-time codes have changed.
        CredentialsChanged = "credentials_changed",
        /// A person signed in as the recipient on a device that was not seen before.
        NewSignIn = "new_sign_in",
        /// An edition was submitted. The letter holds its number and hash.
        SubmissionReceipt = "submission_receipt",
        /// The removal of an administrator waits for the recipient's confirmation.
        ConfirmRemoval = "confirm_removal",
        /// An administrator was removed. The letter names the administrators, or the operator, who
        /// did it.
        AdministratorRemoved = "administrator_removed",
    }
}
closed! {
    /// Status of the removal of an administrator.
    RemovalStatus {
        /// A second administrator has to confirm it.
        AwaitingConfirmation = "awaiting_confirmation",
        /// Two administrators have agreed, and the administrator is removed.
        Confirmed = "confirmed",
        /// The proposal was withdrawn, or one of the two administrators whom it names has left.
        Ended = "ended",
        /// No administrator confirmed it in time.
        Expired = "expired",
    }
}
closed! {
    /// Status of a letter.
    LetterStatus {
        /// The letter is going to be sent.
        Waiting = "waiting",
        /// The mail server has accepted the letter.
        Sent = "sent",
        /// Sending failed and was given up. The operator may start it again.
        Dead = "dead",
        /// Sending was given up for good, because the text of the letter is no longer true.
        Expired = "expired",
    }
}
