//! What somebody may not do, and why: a sentence in English, and a word by which pages find theirs.

macro_rules! refused {
    ($($name:ident, $word:literal, $sentence:literal;)*) => {
        /// Why something is not allowed; the sentence says who may, or what is missing.
        #[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
        pub enum Refused {
            $(
                #[doc = $sentence]
                #[error($sentence)]
                $name,
            )*
        }

        impl Refused {
            /// All there are.
            pub const ALL: &[Refused] = &[$(Refused::$name),*];

            /// The word by which others find their own sentence for it.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Refused::$name => $word,)*
                }
            }
        }
    };
}

refused! {
    NotFilledIn, "not-filled-in", "this form was not filled in";
    NothingDecided, "nothing-decided", "nothing was decided";
    NoReasonToDecide, "no-reason-to-decide", "say in a few words why; it goes into the log, not to the reporter";
    NoReasonToTakeOver, "no-reason-to-take-over", "say in a few words why you take it over; your colleague reads it in the history";
    Closed, "closed", "this report is closed; open it again first";
    NotYours, "not-yours", "you do not work on this report (any more)";
    ChangedMeanwhile, "changed-meanwhile", "somebody changed it meanwhile; look at it as it is now";
    CameMeanwhile, "came-meanwhile", "the reporter wrote after you opened this; read it first";
    NoReasonForFile, "no-reason-for-file", "say in a few words why you open this file; it goes into the log";
    NoReasonToOpen, "no-reason-to-open", "say in a few words why you open this report; it goes into the log";
    NoReasonForName, "no-reason-for-name", "an identity is opened only for a stated reason";
    EmptyAnswer, "empty-answer", "the answer is empty";
    LongAnswer, "long-answer", "the answer is longer than a text may be here (the setting intake.text_bytes)";
    ShortNumber, "short-number", "a report is named by at least the first four characters of its number";
    SeveralBeginSo, "several-begin-so", "several reports begin with these characters; give more of them";
    OfficersOnly, "officers-only", "only an active officer may do this";
    AdmittedOnly, "admitted-only", "only somebody who was admitted may do this";
    OverseersOnly, "overseers-only", "only an active overseer may do this";
    ClerksOnly, "clerks-only", "only an active clerk or officer takes a report down";
    CustodiansOpenNames, "custodians-open-names", "only custodians open an identity";
    CustodiansSay, "custodians-say", "only an active custodian has a say in this";
    ApprovedAlready, "approved-already", "this custodian has approved already; another one is needed";
    TooFewCustodians, "too-few-custodians", "these are too few different custodians; custody.threshold says how many open a name";
    TooManyCustodians, "too-many-custodians", "too many custodians";
    NotTheirShares, "not-their-shares", "these shares do not open this identity";
    NeverEntrusted, "never-entrusted", "this identity was never entrusted to this custodian";
    NobodyLeft, "nobody-left", "nobody would be left who can open what this role keeps; admit a successor first";
    LeftAlready, "left-already", "this person has left already";
    ShutsOut, "shuts-out", "only an administrator, or somebody who admits this role, shuts people out or gives them a new link";
    RemovedByCustodians, "removed-by-custodians", "a custodian is removed by custodians, one after the other; custody.threshold says by how many";
    LinkedByCustodians, "linked-by-custodians", "a custodian is given a new link by custodians, one after the other; custody.threshold says by how many";
    AdmittedByCustodians, "admitted-by-custodians", "a custodian is admitted by custodians, one after the other; custody.threshold says by how many";
    SameRoleHandsOn, "same-role-hands-on", "only an active member of the same role can hand on its key";
    AdministratorsAdd, "administrators-add", "only an administrator adds people";
    NotPending, "not-pending", "only a pending person can be admitted";
    NoPasswordYet, "no-password-yet", "this person has not set a password yet";
    ShortPassword, "short-password", "a password has at least 12 characters; several words are good";
    OddName, "odd-name", "a name has 1 to 64 letters and digits, and between them spaces, hyphens, dots or underlines";
    OurWord, "our-word", "this word stands in the log for what no person here did; choose another name";
    NoShare, "no-share", "you hold no share of this person's key; somebody else must help";
    SameShare, "same-share", "this share was given already, by you or by somebody who holds the same; it takes somebody of another role";
    TooFewAgreed, "too-few-agreed", "too few others have agreed to this recovery so far";
    InUse, "in-use", "reports are kept here: a log for benchmarks is made in a place of its own";
}
