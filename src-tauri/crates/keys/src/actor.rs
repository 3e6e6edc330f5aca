//! Who did something: a kind and an id, which nobody chooses, and beside it the name that somebody chose.
//!
//! A name alone proves nothing: whoever may create tokens could call one like a colleague. So what is compared, filtered
//! by and hashed is the [reference](Actor::reference), and words that stand for nobody's token are
//! [refused](Name::parse_of_actor) as names.

use serde::{Deserialize, Serialize};

use crate::{Name, NameError, environment::UnknownWord};

/// What kind of somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ActorKind {
    /// A person who signed in; the id is the member's.
    Member,
    /// A script or a desktop with a management token; the id is the token's.
    Token,
    /// Whoever sits at the computer that runs its own authority; the id says which of its doors was used.
    Computer,
    /// Whoever may run the operator's commands on the data.
    Operator,
    /// The authority itself.
    Authority,
    /// Whoever holds a key of the public API; the id is the key's.
    Key,
    /// Written by a release that kept a name alone.
    Unknown,
}

impl ActorKind {
    /// All of them.
    pub const ALL: [Self; 7] =
        [Self::Member, Self::Token, Self::Computer, Self::Operator, Self::Authority, Self::Key, Self::Unknown];

    /// The word for it, in the store and on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Member => "member",
            Self::Token => "token",
            Self::Computer => "computer",
            Self::Operator => "operator",
            Self::Authority => "authority",
            Self::Key => "key",
            Self::Unknown => "unknown",
        }
    }
}

impl std::str::FromStr for ActorKind {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, UnknownWord> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word).ok_or(UnknownWord)
    }
}

/// Somebody who did something.
///
/// A release before wrote a name alone: that is read as somebody of an unknown kind.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", from = "Written")]
pub struct Actor {
    /// What kind of somebody.
    pub kind: ActorKind,
    /// Which one: the id of a member, a token or a key, or a door of a computer. Empty where there is only one of the
    /// kind, and where it is unknown.
    pub id: String,
    /// Their name at that time: a member's e-mail address, a token's name. Chosen by somebody, so it proves nothing.
    pub name: String,
}

/// An actor as releases have written it.
#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    Name(String),
    Whole { kind: ActorKind, id: String, name: String },
}

impl From<Written> for Actor {
    fn from(written: Written) -> Self {
        match written {
            Written::Name(name) => Self::unknown(name),
            Written::Whole { kind, id, name } => Self { kind, id, name },
        }
    }
}

impl Actor {
    /// Somebody with an id.
    pub fn new(kind: ActorKind, id: impl Into<String>, name: impl Into<String>) -> Self {
        Self { kind, id: id.into(), name: name.into() }
    }

    /// The authority itself.
    pub fn authority() -> Self {
        Self::new(ActorKind::Authority, "", "authority")
    }

    /// Whoever runs the operator's commands.
    pub fn operator() -> Self {
        Self::new(ActorKind::Operator, "", "operator")
    }

    /// Somebody of whom a release before kept the name alone.
    pub fn unknown(name: impl Into<String>) -> Self {
        Self::new(ActorKind::Unknown, "", name)
    }

    /// Kind and id in one word, `member:usr_…`; what somebody is told apart by. `None` for an unknown kind.
    pub fn reference(&self) -> Option<String> {
        (self.kind != ActorKind::Unknown).then(|| format!("{}:{}", self.kind.as_str(), self.id))
    }

    /// The actor of a reference that was kept beside a name; none was kept by a release before.
    ///
    /// # Errors
    /// A reference of no kind that is known.
    pub fn of_reference(reference: Option<&str>, name: String) -> Result<Self, UnknownWord> {
        let Some(reference) = reference else { return Ok(Self::unknown(name)) };
        let (kind, id) = reference.split_once(':').ok_or(UnknownWord)?;
        Ok(Self::new(kind.parse::<ActorKind>()?, id, name))
    }

    /// Whether a text is meant as a reference: a kind, a colon, anything.
    pub fn is_reference(text: &str) -> bool {
        text.split_once(':').is_some_and(|(kind, _)| kind.parse::<ActorKind>().is_ok())
    }
}

/// The names of a computer's doors: nobody else's, as the kinds themselves.
const RESERVED: [&str; 2] = ["local approval", "this computer"];

impl Name {
    /// Checks the name of somebody who acts: a member or a token. It cannot be a word that stands for another kind of
    /// actor, nor look like a reference.
    ///
    /// # Errors
    /// [`NameError`] says which rule the text breaks.
    pub fn parse_of_actor(text: &str) -> Result<Self, NameError> {
        let name = Self::parse(text)?;
        // As it is seen: what has no form of its own hides nothing.
        let seen: String = name.folded().chars().filter(|c| !is_unseen(*c)).collect();
        let plain = seen.split_whitespace().collect::<Vec<_>>().join(" ");
        let first = plain.split(':').next().unwrap_or_default().trim_end();
        if first.parse::<ActorKind>().is_ok() || RESERVED.contains(&plain.as_str()) {
            return Err(NameError::Reserved);
        }
        Ok(name)
    }
}

/// Characters without a form, which a name may hold (the joiner, for emoji): the soft hyphen, joiners and fillers,
/// variation selectors, tags.
fn is_unseen(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200c}' | '\u{200d}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{ffa0}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn words_that_stand_for_another_kind_are_no_names_of_actors() {
        let taken = ["authority", " Operator ", "MEMBER", "this  computer", "Local Approval", "unknown", "key"];
        let unseen = ["author\u{ad}ity", "auth\u{200d}ority", "operator\u{fe0f}", "this\u{a0}computer"];
        let references = ["member:usr_1", "Token : tok_1", "operator:"];
        for text in taken.into_iter().chain(references).chain(unseen) {
            assert_eq!(Name::parse_of_actor(text), Err(NameError::Reserved), "{text}");
        }
        for text in ["authority-sync", "billing operator", "ana@example.com", "keys", "note: member"] {
            assert_eq!(Name::parse_of_actor(text).map(|name| name.as_str().to_owned()), Ok(text.to_owned()));
        }
        assert_eq!(Name::parse_of_actor("  "), Err(NameError::Empty), "the other rules hold too");
    }

    #[test]
    fn a_name_alone_is_somebody_unknown() {
        let read: Actor = serde_json::from_str("\"ana\"").unwrap();
        assert_eq!(read, Actor::unknown("ana"));
        assert_eq!(Actor::of_reference(None, "ana".to_owned()).unwrap(), Actor::unknown("ana"));
        assert!(Actor::of_reference(Some("ana"), "ana".to_owned()).is_err());
        assert!(Actor::of_reference(Some("ghost:1"), "ana".to_owned()).is_err());
    }

    proptest! {
        #[test]
        fn an_actor_is_read_as_it_was_written(kind in 0..6_usize, id in "[a-z0-9_:]{0,12}", name in ".{0,20}") {
            let actor = Actor::new(ActorKind::ALL[kind], id, name);
            let reference = actor.reference().unwrap();
            prop_assert!(Actor::is_reference(&reference));
            let kept = Actor::of_reference(Some(&reference), actor.name.clone()).unwrap();
            prop_assert_eq!(&kept, &actor);
            let wire = serde_json::to_string(&actor).unwrap();
            prop_assert_eq!(serde_json::from_str::<Actor>(&wire).unwrap(), actor);
        }

        #[test]
        fn no_name_that_is_accepted_can_be_taken_for_a_reference(text in "\\PC{0,30}", kind in 0..7_usize) {
            for text in [text.clone(), format!("{}:{text}", ActorKind::ALL[kind].as_str())] {
                if let Ok(name) = Name::parse_of_actor(&text) {
                    prop_assert!(!Actor::is_reference(name.as_str()));
                }
            }
        }
    }
}
