//! What was spent with a key, across the end of the process that counted it.

use journeys::{Answer, Api, Serve, WITHIN, eventually};
use keys::Environment::Sandbox;
use reqwest::Method;
use serde_json::json;

async fn spend(api: &Api, micros: &str) -> Answer {
    Answer::to(api.request(Method::GET, "/verify").header("x-conduit-cost", micros)).await
}

#[tokio::test]
async fn what_was_written_of_the_spending_survives_a_kill() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let start = || Serve::start_with(&data, &[]);
    let serve = start();
    let limits = json!({ "spendingLimits": { "monthlyMicros": 100 } });
    let (_, secret) = serve.manage("admin").create_limited("sandbox", "spender", limits).await;
    spend(&serve.public(Sandbox, &secret).beside(), "90").await.expect_status(204);
    let written = || async {
        let db = rusqlite::Connection::open(data.join("authority.sqlite3")).ok()?;
        let sql = "SELECT spent_micros FROM spending WHERE window_name = 'monthly'";
        let spent: i64 = db.query_row(sql, [], |row| row.get(0)).ok()?;
        (spent == 90).then_some(())
    };
    eventually("it is written behind the answer", WITHIN, written).await;
    serve.kill();
    let serve = start();
    let api = serve.public(Sandbox, &secret).beside();
    spend(&api, "11").await.expect_problem(403, "spending_limit_exceeded");
    spend(&api, "10").await.expect_status(204);
}
