//! What the real thing answers, written down for the host in memory of the page specs (`ui/src/host/fake.ts`): it takes its
//! data from `tests/ui/recorded/answers.json`, and `ui/src/host/fake.test.ts` plays the same steps against it.

mod file;
mod names;
mod scene;
mod scenes;
mod table;

use std::fs;

use serde_json::{Value, json};

const RENEW: &str = "CONDUIT_KEYS_RECORD=1 cargo test -p journeys --test it -- recorded";

#[tokio::test]
async fn what_the_fake_host_stands_on_is_what_the_real_one_answers() {
    let now = json!({
        "start": scenes::start::play().await,
        "failed": scenes::failed::play().await,
        "connections": scenes::connections::play().await,
        "keys": scenes::keys::play().await,
        "ends": scenes::ends::play().await,
        "rotations": scenes::rotations::play().await,
        "undone": scenes::undone::play().await,
        "account": scenes::account::play().await,
        "activation": scenes::activation::play().await,
        "documents": scenes::documents::play().await,
        "alerts": scenes::alerts::play().await,
        "approvals": scenes::approvals::play().await,
        "policy": scenes::policy::play().await,
        "quiet": scenes::quiet::play().await,
        "rejected": scenes::rejected::play().await,
        "desk": scenes::desk::play().await,
        "live": scenes::live::play().await,
        "people": scenes::people::play().await,
        "requests": scenes::requests::play().await,
        "limits": scenes::limits::play().await,
        "webhooks": scenes::webhooks::play().await,
        "services": scenes::services::play().await,
        "lists": scenes::lists::play().await,
        "everywhere": scenes::everywhere::play().await,
    });
    if std::env::var_os("CONDUIT_KEYS_RECORD").is_some() {
        fs::create_dir_all(file::path().parent().unwrap()).unwrap();
        return fs::write(file::path(), file::written(&now)).unwrap();
    }
    let recorded: Value = serde_json::from_str(&fs::read_to_string(file::path()).unwrap()).unwrap();
    let differences = file::differences(&recorded, &now);
    assert!(
        differences.is_empty(),
        "The real answers have changed. Record them anew, and see whether the fake host still gives them:\n  {RENEW}\n  \
         cd ui && npx vitest run src/host/fake.test.ts\nThe first differences:\n{}",
        differences.join("\n")
    );
}
