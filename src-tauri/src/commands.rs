//! What the pages may ask for: each command is a line of `commands/table.rs`, which awaits one action and hands back the
//! answer. What needs the window as well is in the files beside it; what is not decided in `actions` is not decided here.

pub(crate) mod audit;
pub(crate) mod bulk;
mod connections;
mod defects;
pub(crate) mod documents;
pub(crate) mod files;
mod guides;
mod leaks;
#[cfg(test)]
mod lists;
pub(crate) mod news;
mod requests;
mod reveal;
mod secrets;
mod setup;
pub(crate) mod sign_in;

use actions::view::*;
use actions::{App, ApprovalRef, DeliveryRef, Failure, KeyRef, RotationRef, WebhookRef};
use keys::Environment;
use keys::paste::Pasted;
use keys::wire::{
    Alert, ChangeKey, Delivery, DocumentKind, ExplainedRequest, RateLimits, RejectActivation,
    RequestActivationInformation, SubmitActivation, Usage,
};
use tauri::ipc::{
    Invoke, JavaScriptChannelId as DropsChannel, JavaScriptChannelId as NewsChannel,
    JavaScriptChannelId as RevokedChannel, JavaScriptChannelId as RowsChannel, JavaScriptChannelId as SentChannel,
};
use tauri::{AppHandle, Manager as _, Runtime, State, Webview};

use crate::asked::Asked;
use crate::reveal::Revealed;
use crate::session::Session;

/// Where a command was asked, and what the window stands on.
struct Here<'a, R: Runtime> {
    webview: Webview<R>,
    session: State<'a, Session>,
}

impl<R: Runtime> Here<'_, R> {
    fn handle(&self) -> &AppHandle<R> {
        self.webview.app_handle()
    }

    async fn app(&self) -> Result<App, Failure> {
        self.session.app().await
    }
}

/// The table's lines as Tauri commands, all of them mounted.
macro_rules! commands {
    ($(
        $(#[doc = $doc:literal])*
        [$window:ident] $name:ident($($arg:ident: $shape:ty),*) -> $answer:ty
            = $kind:ident |$it:ident| $work:expr;
    )*) => {
        $(command! {
            $(#[doc = $doc])*
            $name($($arg: $shape),*) -> $answer = $kind |$it| $work
        })*

        /// Every command, mounted. The name is the function's.
        pub(crate) fn handler<R: Runtime>() -> impl Fn(Invoke<R>) -> bool + Send + Sync + 'static {
            tauri::generate_handler![$($name),*]
        }

        /// The window that may ask, and the command.
        #[cfg(test)]
        pub(crate) const ALL: &[(&str, &str)] = &[$((stringify!($window), stringify!($name))),*];
    };
}

macro_rules! command {
    ($(#[$doc:meta])* $name:ident($($arg:ident: $shape:ty),*) -> $answer:ty = action |$app:ident| $work:expr) => {
        $(#[$doc])*
        #[tauri::command]
        pub(crate) async fn $name(session: State<'_, Session>, $($arg: Asked<$shape>),*) -> Result<$answer, Failure> {
            let $app = session.app().await?;
            $(let $arg = $arg.0;)*
            $work.await
        }
    };
    ($(#[$doc:meta])* $name:ident($($arg:ident: $shape:ty),*) -> $answer:ty = window |$here:ident| $work:expr) => {
        $(#[$doc])*
        #[tauri::command]
        pub(crate) async fn $name<R: Runtime>(
            webview: Webview<R>,
            session: State<'_, Session>,
            $($arg: Asked<$shape>),*
        ) -> Result<$answer, Failure> {
            let $here = Here { webview, session };
            $(let $arg = $arg.0;)*
            $work.await
        }
    };
}

include!("commands/table.rs");
