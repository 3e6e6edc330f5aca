//! The table of commands as the page's host, its types, the grants and the gate.

use std::{collections::BTreeSet, fmt::Write as _};

use actions::{ApprovalRef, DeliveryRef, KeyRef, RevealKind, RotationRef, WebhookRef, view::*};
use keys::{
    Environment,
    paste::Pasted,
    wire::{
        Alert, ChangeKey, Delivery, DocumentKind, ExplainedRequest, RateLimits, RejectActivation,
        RequestActivationInformation, SubmitActivation, Usage,
    },
};
use ts_rs::{Config, TS};

use crate::shapes::Shapes;

/// A line of the table.
pub struct Command {
    window: &'static str,
    name: &'static str,
    doc: &'static str,
    arguments: Vec<(&'static str, String)>,
    answer: String,
}

/// What stands for another type, and is written out where it is used.
pub const STANDING_IN: [&str; 6] =
    ["DropsChannel", "NewsChannel", "RevokedChannel", "RowsChannel", "SentChannel", "Revealed"];

/// A channel of Tauri's; for the page, what it calls.
#[derive(TS)]
#[ts(type = "(news: NewsView) => void")]
struct NewsChannel;

/// The same for what becomes of several keys.
#[derive(TS)]
#[ts(type = "(some: EndedKeyView[]) => void")]
struct RevokedChannel;
/// The same for how far an export is.
#[derive(TS)]
#[ts(type = "(rows: number) => void")]
struct RowsChannel;

/// The same for how much of a file has gone.
#[derive(TS)]
#[ts(type = "(sent: number) => void")]
struct SentChannel;
/// The same for what is dropped on the window.
#[derive(TS)]
#[ts(type = "(drop: DropView) => void")]
struct DropsChannel;

/// A picture as the window draws it: the modules of an edge, and the dark ones as the path of an SVG.
#[derive(TS)]
#[expect(dead_code, reason = "it stands for its type in TypeScript")]
struct Drawn {
    side: u32,
    path: String,
}

/// A secret on its one way to a person's eyes: the window alone knows the shape, which no other answer has.
#[derive(TS)]
#[expect(dead_code, reason = "it stands for its type in TypeScript")]
struct Revealed {
    kind: RevealKind,
    name: String,
    secret: String,
    picture: Option<Drawn>,
    language: LanguageChoice,
}

macro_rules! commands {
    ($(
        $(#[doc = $doc:literal])*
        [$window:ident] $name:ident($($arg:ident: $shape:ty),*) -> $answer:ty
            = $kind:ident |$it:ident| $work:expr;
    )*) => {
        /// All of them.
        pub fn commands(config: &Config, shapes: &mut Shapes<'_>) -> Vec<Command> {
            $($(shapes.add::<$shape>();)* shapes.add::<$answer>();)*
            vec![$(Command {
                window: stringify!($window),
                name: stringify!($name),
                doc: concat!($($doc),*),
                arguments: vec![$((stringify!($arg), <$shape as Written>::inline_or_name(config))),*],
                answer: <$answer as Written>::inline_or_name(config),
            }),*]
        }
    };
}

/// How a shape is written where it is used.
trait Written: TS {
    fn inline_or_name(config: &Config) -> String {
        let name = Self::name(config);
        if STANDING_IN.contains(&name.as_str()) { Self::inline(config) } else { name }
    }
}

impl<T: TS> Written for T {}

include!("../../../../src/commands/table.rs");

const HEAD: &str = "Written by `cargo xtask types` from `src-tauri/src/commands/table.rs`. Never edited by hand.";

/// The page's host: an interface for each window, and the calls behind it.
pub fn typescript(commands: &[Command]) -> String {
    let mut out = format!("// {HEAD}\n");
    let mentioned =
        commands.iter().flat_map(|command| command.arguments.iter().map(|(_, shape)| shape).chain([&command.answer]));
    // Beside what TypeScript has by itself.
    let shapes: BTreeSet<&str> = mentioned
        .flat_map(|shape| shape.split(|character: char| !character.is_ascii_alphanumeric()))
        .filter(|word| word.starts_with(|first: char| first.is_ascii_uppercase()) && *word != "Array")
        .collect();
    let shapes = shapes.into_iter().collect::<Vec<_>>().join(", ");
    let _ = writeln!(out, "import type {{ {shapes} }} from \"./contract\";\n");
    out.push_str("/** Carries a call to Rust; whatever comes back as a refusal is thrown. */\n");
    out.push_str("export type Ask = <T>(command: string, given?: Record<string, unknown>) => Promise<T>;\n");
    for (window, interface) in [("main", "Host"), ("reveal", "RevealHost")] {
        let ours = || commands.iter().filter(|command| command.window == window);
        let _ = writeln!(out, "\n/** What the {window} window may ask of Rust. */\nexport interface {interface} {{");
        for command in ours() {
            let given: Vec<_> =
                command.arguments.iter().map(|(name, shape)| format!("{}: {shape}", camel(name))).collect();
            let _ = writeln!(out, "  /**{} */", command.doc);
            let answer = if command.answer == "null" { "void" } else { &command.answer };
            let _ = writeln!(out, "  {}({}): Promise<{answer}>;", camel(command.name), given.join(", "));
        }
        let _ = writeln!(out, "}}\n\n/** The host of the {window} window, by way of what carries its calls. */");
        let _ = writeln!(
            out,
            "export const {}: (ask: Ask) => {interface} = (ask) => ({{",
            camel(&format!("{window}_host"))
        );
        for command in ours() {
            let names: Vec<_> = command.arguments.iter().map(|(name, _)| camel(name)).collect();
            let names = names.join(", ");
            let given = if names.is_empty() { String::new() } else { format!(", {{ {names} }}") };
            let _ = writeln!(out, "  {}: ({names}) => ask(\"{}\"{given}),", camel(command.name), command.name);
        }
        out.push_str("});\n");
    }
    out
}

/// What a window may call, and nothing else.
///
/// # Errors
/// Never for names like ours.
pub fn grants(commands: &[Command], window: &str) -> Result<String, serde_json::Error> {
    let ours = commands.iter().filter(|command| command.window == window);
    let permissions: Vec<_> = ours.map(|command| format!("allow-{}", command.name.replace('_', "-"))).collect();
    let grants = serde_json::json!({
        "identifier": window,
        "description": format!("What the {window} window may call: our own commands, each by name, and nothing of any plugin."),
        "windows": [window],
        "permissions": permissions,
    });
    Ok(serde_json::to_string_pretty(&grants)? + "\n")
}

/// What the isolation gate lets through.
pub fn gate(commands: &[Command]) -> String {
    let names: String = commands.iter().map(|command| format!("  \"{}\",\n", command.name)).collect();
    format!("// {HEAD}\nconst COMMANDS = new Set([\n{names}]);\n")
}

fn camel(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |all, word| {
        let mut letters = word.chars();
        let capital: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
        all + &capital + letters.as_str()
    })
}
