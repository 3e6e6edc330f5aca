//! What a person does by hand, step by step: what is asked, and what is shown.

use keys::{AccessLevel, Environment, Hint, Timestamp, spending::SpendingLimits};
use providers::{
    Headroom,
    guide::{Answered, GuidedOperation, Step},
};
use serde::{Deserialize, Serialize};

use super::KeyView;

/// Asks to begin, at a connection.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BeginRun {
    /// The same for each try.
    pub idempotency_key: String,
    /// In which world.
    pub environment: Environment,
    /// What it leads to.
    pub operation: GuidedOperation,
    /// The id of the key that is rotated or revoked; none for a new one.
    pub key: Option<String>,
    /// The key's name. One that is known here keeps the name it has.
    pub name: String,
    /// The name once more, typed, where a live key comes to its end.
    pub typed_name: Option<String>,
    /// What a new key is to be like. One that replaces another is like that one.
    #[serde(default)]
    pub declared: Declared,
}

/// What a person says of a new key: the place tells nothing of it later.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Declared {
    /// What it may do; none where every key of the place may do everything.
    pub access_level: Option<AccessLevel>,
    /// Where it will live.
    pub note: Option<String>,
    /// What its requests may cost there.
    pub spending_limits: SpendingLimits,
}

/// A step of a run. Whoever asks names the step they see, so that asking twice does nothing twice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StepRef {
    /// The run's id.
    pub run: String,
    /// Which of its steps, the first being 0.
    pub step: u32,
}

/// Asks to leave a step out.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SkipStep {
    /// Which.
    pub step: StepRef,
    /// Why; it is kept for ever.
    pub reason: String,
}

/// A run of a guide: what was done, what there is to do now, and what was never proved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct GuidedRunView {
    /// Its id; a key that it makes has the same, since the place tells none.
    pub id: String,
    /// The connection that reaches the place.
    pub connection: String,
    /// In which world.
    pub environment: Environment,
    /// What it leads to.
    pub operation: GuidedOperation,
    /// The id of the key that is rotated or revoked.
    pub key: Option<String>,
    /// What that key looks like, which tells it from others of its name; none where nothing of it is kept here.
    pub old: Option<Hint>,
    /// The key's name.
    pub name: String,
    /// What the new key is to be like.
    pub declared: Declared,
    /// All steps, in their order.
    pub steps: Vec<GuidedStepView>,
    /// The step it stands at; as many as there are when all are over.
    pub at: u32,
    /// From when on a waiting step may be called done.
    pub due_at: Option<Timestamp>,
    /// Why a proof did not succeed when it was tried last at this step.
    pub last_try: Option<CallView>,
    /// The keychain may hold a secret that was pasted and not noted: once it can be asked, nothing need be pasted again.
    pub perhaps_taken: bool,
    /// Steps that would have proved something and were left out.
    pub unproved: Vec<u32>,
    /// When it began.
    pub begun_at: Timestamp,
    /// How it ended, or is about to.
    pub outcome: Option<RunOutcome>,
    /// When it ended; none while the keychain has to be tidied up.
    pub ended_at: Option<Timestamp>,
    /// What is left for the person to do at the place, now that it has an outcome.
    pub left: Vec<Left>,
}

/// A step, and how far it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct GuidedStepView {
    /// What there is to do.
    pub step: Step,
    /// Whether it may be left out with a reason.
    pub may_be_skipped: bool,
    /// How far it is.
    pub state: StepState,
}

/// How far a step is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum StepState {
    /// It is done.
    Done {
        /// When.
        at: Timestamp,
        /// What shows it.
        evidence: Evidence,
    },
    /// It was left out.
    Skipped {
        /// When.
        at: Timestamp,
        /// Why.
        reason: String,
    },
    /// It is the one to do now.
    Current,
    /// Others come first, or nothing comes any more.
    Ahead,
}

/// What shows that a step was done. Never a secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Evidence {
    /// The person said so.
    Said,
    /// The time to wait had passed.
    Passed,
    /// A secret was put in the keychain.
    Taken {
        /// What it looks like.
        hint: Hint,
    },
    /// A call was answered as it must be.
    Proved {
        /// What it was answered.
        call: CallView,
    },
}

/// What a call with a key was answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct CallView {
    /// When.
    pub at: Timestamp,
    /// What the answer says of the key; none when it says nothing of it.
    pub answered: Option<Answered>,
    /// The HTTP status.
    pub status: u16,
    /// The place's id of the request; empty when it gave none.
    pub correlation_id: String,
    /// What the key may do, where the call was made to tell.
    #[serde(default)]
    pub level: Option<AccessLevel>,
    /// How near its organization was to the rate limit, where the answer said so.
    #[serde(default)]
    pub headroom: Option<Headroom>,
    /// Where a write that was to be refused was carried out instead: something was made there, and is to be removed.
    #[serde(default)]
    pub made_at: Option<String>,
}

/// A key that was proved, and what the call was answered.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct KeyProofView {
    /// The key as it is known now.
    pub key: KeyView,
    /// What was answered.
    pub call: CallView,
}

/// How a run ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum RunOutcome {
    /// All its steps are over.
    Finished,
    /// The person gave it up.
    Abandoned,
}

/// What a run leaves for the person to do at the place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case", tag = "what")]
pub enum Left {
    /// A key may have been made there that nobody here has: look for it, and revoke it.
    LookForNewKey,
    /// The key that was made there is kept nowhere here: revoke it.
    RevokeNewKey {
        /// What it looks like.
        hint: Hint,
    },
    /// The old key may still work: revoke it.
    RevokeOldKey,
}
