//! A guide: how a person does by hand what a place has no call for, step by step, and what proves it. It is data; whoever
//! runs it ([`crate::proof::GuidedPlace`] says where) is in another room.

use keys::Environment;
use serde::{Deserialize, Serialize};
use url::Url;

use crate::{http::is_loopback, shape::SecretShape};

/// More steps than anybody takes.
pub const STEPS_MAX: usize = 40;
/// The longest wait, in seconds: 30 days, as long as the longest grace.
pub const WAIT_SECONDS_MAX: u32 = 30 * 24 * 3600;
/// Characters of a place's own sentence, and of its id.
const TEXT_MAX: usize = 500;
const TEXT_ID_MAX: usize = 64;

/// What a guide leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum GuidedOperation {
    /// A new key.
    Create,
    /// A key that the place has already becomes known here.
    Adopt,
    /// A new key in place of an old one.
    Rotate,
    /// The end of a key.
    Revoke,
}

/// An operation in one environment, as steps in their order. Checked when it is made and when it is read: whatever is a guide
/// makes before it ends, and proves what it made and ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", try_from = "Parts")]
pub struct Guide {
    operation: GuidedOperation,
    environment: Environment,
    steps: Vec<Step>,
}

/// One thing to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "ts", ts(rename = "GuideStep"))]
#[serde(rename_all = "snake_case", rename_all_fields = "camelCase", tag = "kind")]
pub enum Step {
    /// Open a page of the place in the person's browser.
    OpenPage {
        /// Which.
        url: PageUrl,
    },
    /// Tell the person what to do there.
    Say {
        /// In which words.
        words: Words,
    },
    /// Take the new key's secret, which the person copied.
    TakeSecret {
        /// What it must look like.
        shape: SecretShape,
    },
    /// Make a call with a key, without side effects, and compare what it is answered.
    Prove {
        /// With which key.
        whose: Whose,
        /// What it must be answered.
        expected: Answered,
    },
    /// Go on later.
    Wait {
        /// When.
        until: Wait,
    },
}

/// What a person is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "ts", ts(rename = "GuideWords"))]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Words {
    /// A sentence that faces have in every language they speak.
    Known {
        /// Which.
        sentence: Sentence,
    },
    /// A sentence of the place's own, for a page like no other.
    Own {
        /// What a face finds it by in its catalogue.
        id: String,
        /// What is said where the catalogue has none.
        text: String,
    },
}

/// The sentences that suit every place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "ts", ts(rename = "GuideSentence"))]
#[serde(rename_all = "snake_case")]
pub enum Sentence {
    /// Sign in.
    SignIn,
    /// Create a key of that name, and copy its secret.
    CreateKey,
    /// Give the new key to whoever calls with the old one.
    HandOver,
    /// Revoke the old key.
    RevokeKey,
}

/// Which key a call is made with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Whose {
    /// The one that was taken on the way.
    New,
    /// The one that there was before.
    Old,
}

/// What a call with a key was answered, of the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "ts", ts(rename = "GuideAnswered"))]
#[serde(rename_all = "snake_case")]
pub enum Answered {
    /// It is known, and works.
    Accepted,
    /// It is unknown, or works no more.
    Refused,
}

/// How long to wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "ts", ts(rename = "GuideWait"))]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Wait {
    /// So long after the step before.
    Time {
        /// In seconds.
        seconds: u32,
    },
    /// Until the person says that it is so.
    Event {
        /// What.
        what: Awaited,
    },
}

/// What only the person can tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "ts", ts(rename = "GuideAwaited"))]
#[serde(rename_all = "snake_case")]
pub enum Awaited {
    /// Everybody who called with the old key calls with the new one.
    HandedOver,
    /// The place has approved what was asked.
    Approved,
}

/// A page to open: https anywhere, or plain http on this computer's loopback; without a user name and a password.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "ts", ts(as = "String"))]
#[serde(try_from = "String", into = "String")]
pub struct PageUrl(Url);

/// The text is not the address of a page to open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the address of a page begins with https, except on this computer, and holds no user name or password")]
pub struct PageUrlError;

impl PageUrl {
    /// Checks an address.
    ///
    /// # Errors
    /// [`PageUrlError`].
    pub fn parse(text: &str) -> Result<Self, PageUrlError> {
        let url = Url::parse(text).map_err(|_| PageUrlError)?;
        let is_private = url.scheme() == "https" || (url.scheme() == "http" && is_loopback(&url));
        let is_anonymous = url.username().is_empty() && url.password().is_none();
        if is_private && is_anonymous && url.host().is_some() { Ok(Self(url)) } else { Err(PageUrlError) }
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl TryFrom<String> for PageUrl {
    type Error = PageUrlError;

    fn try_from(text: String) -> Result<Self, PageUrlError> {
        Self::parse(&text)
    }
}

impl From<PageUrl> for String {
    fn from(page: PageUrl) -> Self {
        page.0.into()
    }
}

/// Why steps are no guide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GuideError {
    /// None, or more than anybody takes.
    #[error("a guide has 1 to {STEPS_MAX} steps")]
    Length,
    /// A new key has one secret, and what only ends a key has none.
    #[error("a guide that creates a key takes one secret, and one that revokes takes none")]
    Secrets,
    /// No secret of the environment could ever be taken.
    #[error("the shape has no secret of the guide's environment")]
    Environment,
    /// There is nothing to prove yet, or no such key at all.
    #[error("a key is proved before there is one")]
    ProvedTooEarly,
    /// A new key is there to work, and an ended one never works again.
    #[error("a proof expects what cannot be")]
    Contradiction,
    /// What was made or ended would be believed.
    #[error("a new key must be proved to be accepted, and a revoked one to be refused")]
    Unproved,
    /// Whoever calls with the old key would be locked out.
    #[error("an old key is ended before the new one is proved")]
    EndedTooEarly,
    /// Nobody can wait so long, or not at all.
    #[error("a wait lasts 1 to {WAIT_SECONDS_MAX} seconds")]
    Wait,
    /// Nothing that can be said.
    #[error("a sentence has 1 to {TEXT_MAX} characters, and an id of a-z, 0-9, point, underscore and hyphen")]
    Words,
}

impl Guide {
    /// Checks steps and makes them a guide.
    ///
    /// # Errors
    /// [`GuideError`] says which rule they break.
    pub fn new(operation: GuidedOperation, environment: Environment, steps: Vec<Step>) -> Result<Self, GuideError> {
        if !(1..=STEPS_MAX).contains(&steps.len()) {
            return Err(GuideError::Length);
        }
        let mut so_far = SoFar { operation, taken: false, new_proved: false, old_ended: false };
        for step in &steps {
            so_far.check(step, environment)?;
        }
        so_far.end()?;
        Ok(Self { operation, environment, steps })
    }

    /// What it leads to.
    pub fn operation(&self) -> GuidedOperation {
        self.operation
    }

    /// Where.
    pub fn environment(&self) -> Environment {
        self.environment
    }

    /// The steps, in their order.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// The step that takes the secret, and what the secret must look like.
    pub fn taking(&self) -> Option<(usize, &SecretShape)> {
        self.steps.iter().enumerate().find_map(|(at, step)| match step {
            Step::TakeSecret { shape } => Some((at, shape)),
            _ => None,
        })
    }

    /// The first step that proves this of this key.
    pub fn proving(&self, whose: Whose, expected: Answered) -> Option<usize> {
        self.steps.iter().position(|step| *step == Step::Prove { whose, expected })
    }
}

impl Step {
    /// Whether a person who has a reason may leave it out. What a later step needs cannot be left out.
    pub fn may_be_skipped(&self) -> bool {
        match self {
            Self::Prove { .. } | Self::Wait { .. } => true,
            Self::OpenPage { .. } | Self::Say { .. } | Self::TakeSecret { .. } => false,
        }
    }
}

/// What the steps up to one have led to.
struct SoFar {
    operation: GuidedOperation,
    taken: bool,
    new_proved: bool,
    old_ended: bool,
}

impl SoFar {
    fn check(&mut self, step: &Step, environment: Environment) -> Result<(), GuideError> {
        match step {
            Step::OpenPage { .. } => Ok(()),
            Step::Say { words: Words::Known { sentence } } => self.say(*sentence),
            Step::Say { words: Words::Own { id, text } } => check_words(id, text),
            Step::TakeSecret { shape } => self.take(shape.fits(environment)),
            Step::Prove { whose: Whose::New, expected } => self.prove_new(*expected),
            Step::Prove { whose: Whose::Old, expected } => self.prove_old(*expected),
            Step::Wait { until: Wait::Time { seconds } } if !(1..=WAIT_SECONDS_MAX).contains(seconds) => {
                Err(GuideError::Wait)
            }
            Step::Wait { .. } => Ok(()),
        }
    }

    fn say(&self, sentence: Sentence) -> Result<(), GuideError> {
        let too_early =
            sentence == Sentence::RevokeKey && self.operation == GuidedOperation::Rotate && !self.new_proved;
        if too_early { Err(GuideError::EndedTooEarly) } else { Ok(()) }
    }

    fn take(&mut self, fits: bool) -> Result<(), GuideError> {
        if self.operation == GuidedOperation::Revoke || std::mem::replace(&mut self.taken, true) {
            return Err(GuideError::Secrets);
        }
        if fits { Ok(()) } else { Err(GuideError::Environment) }
    }

    fn prove_new(&mut self, expected: Answered) -> Result<(), GuideError> {
        if !self.taken {
            return Err(GuideError::ProvedTooEarly);
        }
        self.new_proved = true;
        if expected == Answered::Accepted { Ok(()) } else { Err(GuideError::Contradiction) }
    }

    fn prove_old(&mut self, expected: Answered) -> Result<(), GuideError> {
        match (self.operation, expected) {
            (GuidedOperation::Create | GuidedOperation::Adopt, _) => Err(GuideError::ProvedTooEarly),
            (_, Answered::Accepted) if self.old_ended => Err(GuideError::Contradiction),
            (GuidedOperation::Rotate, Answered::Refused) if !self.new_proved => Err(GuideError::EndedTooEarly),
            (_, Answered::Accepted) => Ok(()),
            (_, Answered::Refused) => {
                self.old_ended = true;
                Ok(())
            }
        }
    }

    fn end(&self) -> Result<(), GuideError> {
        match self.operation {
            GuidedOperation::Revoke if self.old_ended => Ok(()),
            GuidedOperation::Revoke => Err(GuideError::Unproved),
            _ if !self.taken => Err(GuideError::Secrets),
            _ if self.new_proved => Ok(()),
            _ => Err(GuideError::Unproved),
        }
    }
}

fn check_words(id: &str, text: &str) -> Result<(), GuideError> {
    let is_plain = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'_' | b'-');
    let has_id = (1..=TEXT_ID_MAX).contains(&id.len()) && id.bytes().all(is_plain);
    let says = !text.trim().is_empty() && text.chars().count() <= TEXT_MAX && !text.chars().any(char::is_control);
    if has_id && says { Ok(()) } else { Err(GuideError::Words) }
}

/// A guide as it is written down.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Parts {
    operation: GuidedOperation,
    environment: Environment,
    steps: Vec<Step>,
}

impl TryFrom<Parts> for Guide {
    type Error = GuideError;

    fn try_from(parts: Parts) -> Result<Self, GuideError> {
        Self::new(parts.operation, parts.environment, parts.steps)
    }
}

#[cfg(test)]
#[path = "guide_tests.rs"]
mod tests;
