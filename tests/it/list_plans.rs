//! Each list is read by an index, on both stores: whatever is asked for, in whichever order, no statement reads a whole table
//! and none sorts what an index has in order.

use std::collections::BTreeSet;
use std::process::Command;

use journeys::postgres::{Postgres, ask, database};
use journeys::{Api, Serve, WITHIN, eventually, programs};
use keys::Environment;
use rusqlite::Connection;
use serde_json::json;

const DATABASE: &str = "lists";
/// Before each plan.
const MARK: &str = "# plan";
/// Tables that grow without a bound.
const LARGE: [&str; 8] = [
    "keys",
    "key_words",
    "rotations",
    "audit",
    "webhook_deliveries",
    "requests",
    "request_ids",
    "key_webhook_endpoints",
];
/// What is asked of what hangs on one key.
const OF_A_KEY: [&str; 3] = ["FROM request_ids", "FROM requests WHERE", "FROM key_webhook_endpoints"];
const FILTERS: [&str; 14] = [
    "",
    "&state=active",
    "&state=active,retiring",
    "&state=expired",
    "&accessLevel=read_only",
    "&createdBy=token:tok_0123456789012345678901",
    "&due=true",
    "&unusedSince=2026-01-01T00:00:00Z",
    "&createdBefore=2026-06-01T00:00:00Z",
    "&expiresBefore=2027-01-01T00:00:00Z",
    "&name=billing",
    "&q=billing",
    "&q=billing%20sync&state=active",
    "&createdBy=token:tok_0123456789012345678901&state=active",
];

/// What is asked of the lists, so that every statement that they are made of is asked once.
async fn ask_everything(admin: &Api) {
    let mut paths = Vec::new();
    for sort in ["name", "created", "lastUsed", "expires", "calls"] {
        for filter in FILTERS {
            paths.push(format!("/keys?environment=sandbox&sort={sort}{filter}"));
            paths.push(format!("/keys?environment=sandbox&sort=-{sort}{filter}"));
        }
    }
    for filter in ["", "&state=running", "&state=finished", "&state=undone", "&keyId=key_0123456789012345678901"] {
        paths.push(format!("/rotations?environment=sandbox{filter}"));
    }
    for filter in ["", "action=key.created", "subject=x", "actor=ana", "actor=operator:", "sort=at", "action=key."] {
        paths.push(format!("/audit?{filter}&from=2026-01-01T00:00:00Z"));
        paths.push(format!("/audit?{filter}"));
    }
    let endpoint = json!({ "environment": "sandbox", "url": "https://hooks.acme.invalid/in" });
    admin.post("/webhooks/endpoints", endpoint).await.expect_status(201);
    paths.push("/webhooks/endpoints?environment=sandbox".to_owned());
    for filter in ["", "&status=failed", "&webhookEndpointId=wep_0123456789012345678901"] {
        paths.push(format!("/webhooks/deliveries?environment=sandbox{filter}"));
    }
    for path in paths {
        let first = admin.get(&format!("{path}&limit=1")).await.expect_status(200).json();
        if let Some(cursor) = first["meta"]["nextCursor"].as_str() {
            admin.get(&format!("{path}&limit=1&cursor={cursor}")).await.expect_status(200);
            admin.get(&format!("{path}&limit=1&cursor={cursor}&direction=backward")).await.expect_status(200);
        }
    }
}

/// Statements of lists: a page, a count, a look at whether few fit; and those of what hangs on a key.
fn of_lists(asked: BTreeSet<String>) -> Vec<String> {
    let marks = [
        " AS place, ",
        " AS counted",
        " AS few",
        " AS looked_at",
        " AS in_state",
        "SELECT action FROM audit",
        "attempts FROM webhook_deliveries WHERE endpoint_id",
    ];
    let wanted = |statement: &String| marks.iter().any(|mark| statement.contains(mark)) || is_of_a_key(statement);
    asked.into_iter().filter(wanted).collect()
}

fn is_of_a_key(statement: &str) -> bool {
    OF_A_KEY.iter().any(|mark| statement.contains(mark))
}

/// Whether the order itself comes from an index: not where a page's keys are known, nor where there is no order.
fn is_in_order(statement: &str) -> bool {
    statement.contains(" AS place, ") && !statement.contains("id IN (?")
}

/// How often few keys are found by something else, and then read by their ids and put in order.
fn few(statement: &str) -> usize {
    statement.matches("id IN (").count()
}

/// Has lists with something in them asked for in every way, and what hangs on a key.
async fn use_lists(serve: &Serve) {
    let admin = serve.manage("admin");
    for name in ["billing", "billing sync", "orders"] {
        let (id, _) = admin.create_active("sandbox", name, "read_only").await;
        let asked = json!({ "cause": "routine", "graceSeconds": 3600 });
        admin.post(&format!("/keys/{id}/rotate"), asked).await.expect_status(201);
    }
    ask_everything(&admin).await;
    let (id, secret) = admin.create_active("sandbox", "writer", "read_write").await;
    let api = serve.public(Environment::Sandbox, &secret);
    api.post("/webhooks/endpoints", json!({ "url": "https://example.com/in" })).await.expect_status(201);
    let has_written = async || {
        let usage = admin.get(&format!("/keys/{id}/usage")).await.expect_status(200).json();
        (!usage["lastWrite"]["request"].is_null()).then_some(())
    };
    eventually("the write is noted", WITHIN, has_written).await;
}

/// Each store is asked in its own words: what leads one to an index may keep the other from it.
#[tokio::test]
async fn no_list_reads_a_whole_table_on_either_store() {
    let server = Postgres::start_listening();
    let (on_server, in_file) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let there = Serve::start_on(database(server.socket(), DATABASE), on_server.path()).unwrap();
    let mut command = Command::new(programs::authority());
    command.env("RUST_LOG", "authority::sql=trace");
    let here = Serve::start_by(command, in_file.path()).unwrap();
    use_lists(&there).await;
    use_lists(&here).await;
    let (asked_there, asked_here) = (of_lists(server.asked()), of_lists(asked_of_a_file(&here.errors())));
    for statements in [&asked_there, &asked_here] {
        for mark in OF_A_KEY {
            assert!(statements.iter().any(|statement| statement.contains(mark)), "{mark} was asked");
        }
        assert!(statements.len() > 100, "there are {} of them", statements.len());
    }

    let store = Connection::open(in_file.path().join("authority.sqlite3")).unwrap();
    let mut wrong: Vec<String> = Vec::new();
    let mut note = |store: &str, statement: &str, why: Option<String>| {
        wrong.extend(why.map(|why| format!("{store}: {why}\n  {statement}")));
    };
    for statement in &asked_here {
        note("SQLite", statement, wrong_in_a_file(&store, statement));
    }
    for (statement, plan) in asked_there.iter().zip(plans_of_a_server(&server, &asked_there)) {
        note("PostgreSQL", statement, wrong_on_a_server(statement, plan));
    }
    let of = asked_here.len() + asked_there.len();
    assert!(wrong.is_empty(), "{} of {of}:\n{}", wrong.len(), wrong.join("\n"));
}

/// What an authority told of the statements that it asked its file.
fn asked_of_a_file(log: &str) -> BTreeSet<String> {
    let told = log.lines().filter_map(|line| {
        let (_, quoted) = line.split_once("authority::sql: sql=")?;
        serde_json::Deserializer::from_str(quoted).into_iter::<String>().next()?.ok()
    });
    told.map(|statement| statement.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

fn wrong_in_a_file(store: &Connection, statement: &str) -> Option<String> {
    let mut plan = store.prepare(&format!("EXPLAIN QUERY PLAN {statement}")).unwrap();
    let nothing = vec![rusqlite::types::Null; plan.parameter_count()];
    type Line = (i64, i64, String);
    let read = |row: &rusqlite::Row<'_>| Ok::<Line, _>((row.get(0)?, row.get(1)?, row.get(3)?));
    let lines = plan.query_map(rusqlite::params_from_iter(nothing), read).unwrap();
    let all: Vec<Line> = lines.collect::<Result<_, _>>().unwrap();
    let lines: Vec<String> = all.iter().map(|(_, _, line)| line.clone()).collect();
    let scans = |line: &&String| {
        LARGE.iter().any(|table| **line == format!("SCAN {table}") || line.starts_with(&format!("SCAN {table} ")))
    };
    if let Some(line) = lines.iter().find(scans) {
        return Some(line.clone());
    }
    if is_of_a_key(statement) {
        return None;
    }
    let above = |of: i64| all.iter().find(|(id, ..)| *id == of);
    let says_which = |line: &&Line| {
        std::iter::successors(Some(*line), |line| above(line.1)).any(|(.., text)| text.starts_with("LIST SUBQUERY"))
    };
    let by_id = all.iter().filter(|line| line.2.ends_with("(id=?)") && !says_which(line)).count();
    if by_id != few(statement) {
        return Some(lines.join("; "));
    }
    // What is put in order behind a part is the part's rows, a page at most; keys whose end was not written down are few.
    let is_small = |line: &str| line.starts_with("SCAN p") || line.contains("ends_sorted<?");
    let sorts = |pair: &[String]| pair[1].starts_with("USE TEMP B-TREE FOR") && !is_small(&pair[0]);
    (is_in_order(statement) && lines.windows(2).any(sorts)).then(|| lines.join("; "))
}

/// What a server would do, all asked at once. The tables are small here: what they would be read by when they are not is
/// asked by forbidding the rest.
fn plans_of_a_server(server: &Postgres, statements: &[String]) -> Vec<String> {
    let mut sql = "SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off; SET enable_bitmapscan = off;
        SET enable_sort = off;"
        .to_owned();
    for (at, statement) in statements.iter().enumerate() {
        let count = (1..).find(|number| !statement.contains(&format!("?{number}"))).unwrap_or(1) - 1;
        let nothing = vec!["NULL"; count].join(", ");
        let values = if count == 0 { String::new() } else { format!("({nothing})") };
        let statement = statement.replace('?', "$");
        sql += &format!("PREPARE p{at} AS {statement}; SELECT '{MARK}'; EXPLAIN (COSTS off) EXECUTE p{at} {values};");
    }
    // In a file, since it is longer than an argument may be.
    let questions = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(&questions, sql).unwrap();
    let all = ask(server.socket(), DATABASE, &format!("\\i {}", questions.path().display())).unwrap();
    let plans: Vec<String> = all.split(MARK).skip(1).map(str::to_owned).collect();
    assert_eq!(plans.len(), statements.len());
    plans
}

fn wrong_on_a_server(statement: &str, plan: String) -> Option<String> {
    let nodes = || plan.lines().map(|line| line.trim_start_matches([' ', '-', '>']));
    if nodes().any(|node| LARGE.iter().any(|table| node.starts_with(&format!("Seq Scan on {table}")))) {
        return Some(plan);
    }
    if is_in_order(statement) && reads_rows_for_their_end(nodes()) {
        return Some(plan);
    }
    let sorts = nodes().filter(|node| ["Sort", "Incremental Sort"].contains(node)).count();
    (is_in_order(statement) && sorts > few(statement)).then_some(plan)
}

/// Whether an order's index leads to rows that are read only to find that they have ended, or have not: it says so itself.
fn reads_rows_for_their_end<'a>(nodes: impl Iterator<Item = &'a str>) -> bool {
    let mut by_order = false;
    nodes.into_iter().any(|line| {
        if line.contains(" Scan ") {
            by_order = ["created", "name", "use", "end", "calls"]
                .iter()
                .any(|order| line.contains(&format!(" using keys_by_{order} ")));
        }
        by_order && line.starts_with("Filter: ") && line.contains("ends_sorted")
    })
}
