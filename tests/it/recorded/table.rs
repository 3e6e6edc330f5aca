//! The window's commands, read from the window's own table: which action stands behind each is not said a second time here.

use actions::view::*;
use actions::{App, ApprovalRef, DeliveryRef, Failure, KeyRef, RotationRef, WebhookRef};
use keys::Environment;
use keys::paste::Pasted;
use keys::wire::{
    Alert, ChangeKey, Delivery, ExplainedRequest, RateLimits, RejectActivation, RequestActivationInformation,
    SubmitActivation, Usage,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

macro_rules! commands {
    ($(
        $(#[doc = $doc:literal])*
        [$window:ident] $name:ident($($arg:ident: $shape:ty),*) -> $answer:ty
            = $kind:ident |$it:ident| $work:expr;
    )*) => {
        /// Asks a command as the window does, with arguments as they cross to Rust and an answer as it crosses back.
        ///
        /// # Panics
        /// For a command that needs a window, for one that there is not, and for arguments of another shape.
        pub(super) async fn ask(app: &App, command: &str, given: &Value) -> Result<Value, Failure> {
            match command {
                $(stringify!($name) => command!(app, given, $name($($arg: $shape),*) -> $answer = $kind |$it| $work),)*
                unknown => panic!("there is no command {unknown}"),
            }
        }
    };
}

macro_rules! command {
    ($from:ident, $given:ident, $name:ident($($arg:ident: $shape:ty),*) -> $answer:ty = action |$app:ident| $work:expr) => {{
        let $app = $from;
        $(let $arg: $shape = argument($given, stringify!($arg));)*
        let answer: Result<$answer, Failure> = Box::pin($work).await;
        answer.map(|answer| json(&answer))
    }};
    ($from:ident, $given:ident, $name:ident($($rest:tt)*) -> $answer:ty = window |$here:ident| $work:expr) => {
        panic!("{} needs a window", stringify!($name))
    };
}

include!("../../../src-tauri/src/commands/table.rs");

/// An argument by its name in Rust.
pub(super) fn argument<T: DeserializeOwned>(given: &Value, name: &str) -> T {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    let name = words.fold(first, |name, word| name + &word[..1].to_uppercase() + &word[1..]);
    serde_json::from_value(given[&name].clone()).unwrap_or_else(|error| panic!("{name} in {given}: {error}"))
}

/// A view as it crosses to the page.
pub(super) fn json(view: &impl Serialize) -> Value {
    serde_json::to_value(view).expect("a view is JSON")
}
