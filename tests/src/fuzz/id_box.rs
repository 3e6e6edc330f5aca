//! Whatever is pasted where an id is asked for: into the box, and into each path that has an id.

use axum::body::Body;
use axum::http::Request;
use keys::{Environment, id_box::Wanted};

use super::operations::{self, Operation};
use super::world::{self, Asker};

fn paths() -> impl Iterator<Item = &'static Operation> {
    operations::all().iter().filter(|operation| operation.method == "GET" && operation.path.contains('{'))
}

pub fn run(bytes: &[u8]) {
    let _ = Wanted::parse(&String::from_utf8_lossy(bytes));
    let encoded = super::percent(bytes);
    world::within(|world| {
        let Ok(request) = Request::get(format!("/v1/requests?id={encoded}")).body(Body::empty()) else { return };
        world.ask_manage(Asker::Admin, request);
        let Some((place, rest)) = super::choose(bytes, paths().count()) else { return };
        let Some(operation) = paths().nth(place) else { return };
        let Some((before, after)) = operation.path.split_once('{') else { return };
        let after = after.split_once('}').map_or("", |(_, after)| after);
        let uri = format!("{before}{}{after}", super::percent(rest));
        let Ok(request) = Request::get(uri).header(keys::wire::API_KEY, &world.secret).body(Body::empty()) else {
            return;
        };
        match operation.is_manage {
            true => world.ask_manage(Asker::Admin, request),
            false => world.ask_public(Environment::Sandbox, request),
        };
    });
}

pub fn seeds() -> Vec<Vec<u8>> {
    let (ids, secret) = world::within(|world| (world.ids.clone(), world.secret.clone()));
    let mut all: Vec<Vec<u8>> = [
        "ck_live_\u{2026}9f2c",
        "ck_sandbox_...9F2C",
        "9f2c",
        "01890a5d-ac96-774b-bcce-b302099a8057",
        "order-4711",
        "{\"correlationId\":\"01890a5d-ac96-774b-bcce-b302099a8057\"}",
        "x-correlation-id: 01890a5d-ac96-774b-bcce-b302099a8057",
        " \t",
        "\u{0}",
    ]
    .map(|text| text.as_bytes().to_vec())
    .into();
    all.push(secret.into_bytes());
    for (place, _) in paths().enumerate() {
        let choice = [u8::try_from(place).expect("fewer than 256 paths")];
        all.extend(ids.iter().map(|(_, id)| [&choice, id.as_bytes()].concat()));
    }
    all
}
