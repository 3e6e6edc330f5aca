//! The keys of all connections in one table: two authorities and a service, one of which goes away.

use std::process::Output;

use journeys::api::text;
use journeys::driver::ENTER;
use journeys::programs::command_line;
use journeys::terminal::{Saved, texts};
use journeys::window::named;
use journeys::{Desk, Serve, Theme, Window, axe};
use serde_json::Value;

use crate::services::{
    done,
    stand_in::{Dialect, StandIn},
};

fn run(desk: &Desk, words: &[&str]) -> Output {
    desk.run(command_line().to_str().unwrap(), words)
}

fn row(name: &str) -> String {
    format!("{}[data-name={name}]", named("known-row"))
}

fn line(place: &str) -> String {
    format!("{}[data-place='{place}']", named("place-line"))
}

/// The service's stand-in, a connection to it, and a key there that a person had already.
async fn add_service(desk: &Desk) -> StandIn {
    let service = StandIn::start(Dialect::ConduitIm).await;
    let added = done(desk, &["connections", "add-service", "conduit-im", "--live-at", service.address()], "");
    let there = ["--connection", &text(&added, "/id"), "guides"];
    let begin = ["begin", "adopt", "--environment", "live", "--name", "mailer", "--daily-limit", "10"];
    let begun = done(desk, &[&there[..], &begin].concat(), "");
    let run = text(&begun, "/id");
    done(desk, &[&there[..], &["take", &run, "--secret-stdin"]].concat(), &format!("{}\n", service.create()));
    done(desk, &[&there[..], &["prove", &run]].concat(), "");
    service
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_connections_are_one_table_and_what_went_away_is_shown_as_it_was_last_known() {
    let desk = Desk::new(Theme::Light).await;
    let team = Serve::start(&desk.at("team"));
    let (_, secret) = team.manage("admin").create_active("sandbox", "theirs", "read_only").await;
    let window = Window::with_new_key(&desk, "ours", "read-only").await;
    window.write_secret("key.env", "CONDUIT_API_KEY").await;
    window.confirm().await;
    window.sees_no("nav-everywhere").await;
    let _service = add_service(&desk).await;
    Saved::connect(&desk, &team);
    window.says("connection-chooser", "team").await;

    window.click("connection-chooser").await;
    window.click("connection-choose-all").await;
    for (name, place) in [("ours", "This computer"), ("theirs", "team"), ("mailer", "Conduit.im")] {
        window.driver.says(&row(name), place).await;
    }
    window.driver.says(&row("mailer"), "accepted").await;
    window.says("places-said", "3 connections, all of them read").await;
    window.picture("light-everywhere").await;
    axe::finds_nothing(&window, "everywhere").await;

    // Gone, and asked again: its rows stay, with their age and why.
    team.kill();
    window.click("places-ask").await;
    window.driver.says(&line("team"), "last known").await;
    window.says("places-said", "3 connections, 1 not reached").await;
    window.driver.find(&format!("{}[data-old=true]", row("theirs"))).await;
    window.picture("light-everywhere-away").await;
    axe::finds_nothing(&window, "everywhere, one away").await;

    // One search over all; a whole secret goes nowhere.
    window.type_into("everywhere-search", "team").await;
    window.driver.gone(&row("ours")).await;
    window.driver.find(&row("theirs")).await;
    window.type_into("everywhere-search", &secret).await;
    window.says("everywhere-refused", "Cannot search for this").await;
    window.picture("light-everywhere-refused").await;
    window.type_into("everywhere-search", "ours").await;
    window.driver.gone(&row("theirs")).await;

    // By keyboard: the window shows the key's own place, and the key.
    window.driver.click(&named("known-table")).await;
    window.driver.press(ENTER).await;
    window.says("connection-chooser", "This computer").await;
    window.says("key-drawer", "ours").await;
    window.click("nav-everywhere").await;
    window.type_into("everywhere-search", "mailer").await;
    window.driver.click(&row("mailer")).await;
    window.says("connection-chooser", "Conduit.im").await;
    window.says("key-drawer", "mailer").await;
    window.picture("light-everywhere-opened").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_terminal_lists_every_place_and_says_what_it_could_not_reach_and_how_old_that_is() {
    let desk = Desk::new(Theme::Light).await;
    let team = Serve::start(&desk.at("team"));
    let (id, secret) = team.manage("admin").create_active("sandbox", "theirs", "read_only").await;
    let _service = add_service(&desk).await;
    let saved = Saved::connect(&desk, &team);
    let table = saved.done(&["keys", "list-everywhere", "--search", "thei TEAM"]);
    assert!(table.contains("theirs") && table.contains("PLACE"), "{table}");
    let words = ["keys", "list-everywhere", "--json"];
    let places: Value = serde_json::from_str(&saved.done(&words)).unwrap();
    let of = |places: &Value, name: &str| {
        let mut all = places.as_array().unwrap().iter();
        all.find(|place| place["connection"]["name"] == name).cloned().unwrap()
    };
    let there = of(&places, "team");
    assert_eq!((text(&there, "/keys/0/id"), text(&there, "/keys/0/state")), (id, "active".to_owned()));
    assert_eq!(there["keys"][0]["connection"], there["connection"]["id"], "each row names its place");
    assert_eq!(of(&places, "Conduit.im")["trouble"], Value::Null);

    let refused = run(&desk, &["keys", "list-everywhere", "--search", &secret]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(!texts(&refused).1.contains(&secret[12..]), "a secret goes nowhere");

    team.kill();
    let away = run(&desk, &words);
    let (out, errors) = texts(&away);
    assert_eq!(away.status.code(), Some(5), "{errors}");
    let last: Value = serde_json::from_str(&out).unwrap();
    let last = of(&last, "team");
    assert_eq!((&last["keys"], &last["asOf"]), (&there["keys"], &there["asOf"]), "as it was last known");
    let failure: Value = serde_json::from_str(&errors).unwrap();
    assert_eq!(failure["code"], "offline");
    let message = text(&failure, "/message");
    assert!(message.contains("team is shown as of ") && message.contains(" min ago: "), "{message}");
}
