//! The query strings of lists: the first byte chooses the list, the first line is its cursor, and the rest stands in the
//! query as it is, where it can stand there at all.

use axum::body::Body;
use axum::http::Request;
use keys::Environment;

use super::operations::{self, Operation};
use super::world::{self, Asker, World};

fn lists() -> impl Iterator<Item = &'static Operation> {
    operations::all().iter().filter(|operation| operation.query.iter().any(|name| name == "cursor"))
}

pub fn run(bytes: &[u8]) {
    let Some((place, rest)) = super::choose(bytes, lists().count()) else { return };
    let Some(list) = lists().nth(place) else { return };
    let [cursor, rest] = super::lines::<2>(rest);
    let query = format!("cursor={}&{}", super::percent(cursor), String::from_utf8_lossy(rest));
    world::within(|world| drop(ask(world, list, &query)));
}

fn ask(world: &mut World, list: &Operation, query: &str) -> (u16, String) {
    let needed: String = [("environment", "environment=sandbox&"), ("type", "type=deposit&")]
        .into_iter()
        .filter(|(name, _)| list.query.iter().any(|known| known == name))
        .map(|(_, text)| text)
        .collect();
    let request = Request::get(format!("{}?{needed}{query}", list.path));
    let Ok(request) = request.header(keys::wire::API_KEY, &world.secret).body(Body::empty()) else {
        return (400, String::new());
    };
    match list.is_manage {
        true => world.ask_manage(Asker::Admin, request),
        false => world.ask_public(Environment::Sandbox, request),
    }
}

/// A cursor of each list that has more than one page, alone and before what else a query may say.
pub fn seeds() -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    for (place, list) in lists().enumerate() {
        let choice = u8::try_from(place).expect("fewer than 256 lists");
        let add = |all: &mut Vec<Vec<u8>>, text: &str| all.push([&[choice], text.as_bytes()].concat());
        let (_, page) = world::within(|world| ask(world, list, "limit=1"));
        let page: serde_json::Value = serde_json::from_str(&page).unwrap_or_default();
        for name in ["nextCursor", "previousCursor"] {
            if let Some(cursor) = page["meta"][name].as_str() {
                add(&mut all, cursor);
                add(&mut all, &format!("{cursor}\nlimit=2&direction=backward"));
            }
        }
        add(&mut all, "\nlimit=100&direction=forward");
        add(&mut all, "313a303a7231\nid=x&status=pending&from=2027-01-15T08:00:00.000Z");
    }
    all
}
