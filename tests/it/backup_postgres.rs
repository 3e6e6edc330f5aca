//! Backups of a PostgreSQL database, and from one kind of store to the other.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use journeys::older::make_older;
use journeys::postgres::{Postgres, ask, database};
use journeys::serve::error_text;
use journeys::wait::eventually_here;
use journeys::{Api, Serve, programs};
use keys::Environment::Sandbox;
use serde_json::json;

fn run(words: &[&str]) -> Output {
    Command::new(programs::authority()).args(words).output().expect("the authority's program starts")
}

fn well(words: &[&str]) -> String {
    let done = run(words);
    assert!(done.status.success(), "{words:?}: {}", error_text(&done));
    String::from_utf8_lossy(&done.stdout).into_owned()
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a path in text")
}

/// What a store was given: a good key's secret, a revoked one's.
struct Furnished {
    good: String,
    gone: String,
}

/// Something in many tables: keys, a rotation, an endpoint, usage, records, bytes, what people wrote.
async fn furnish(serve: &Serve) -> Furnished {
    let admin = serve.manage("admin");
    let (old, _) = admin.create_active("sandbox", "billing — läuft", "read_only").await;
    let over = admin.create_active("sandbox", "old", "read_only").await;
    admin.post(&format!("/keys/{}/revoke", over.0), json!({ "reason": "leaked, it's said" })).await.expect_status(200);
    let rotate = json!({ "cause": "routine", "graceSeconds": 3600 });
    admin.post(&format!("/keys/{old}/rotate"), rotate).await.expect_status(201);
    let (_, good) = admin.create_active("sandbox", "writer", "read_write").await;
    let public = serve.public(Sandbox, &good);
    public.get("/customers").await.expect_status(200);
    public.post("/webhooks/endpoints", json!({ "url": "https://example.com/in" })).await.expect_status(201);
    super::authority::activation_documents::attached(&admin).await;
    Furnished { good, gone: over.1 }
}

async fn serves_as_before(serve: &Serve, furnished: &Furnished) {
    serve.public(Sandbox, &furnished.good).get("/customers").await.expect_status(200);
    super::authority::activation_documents::is_attached(&serve.manage("onboarding")).await;
    let refused = serve.public(Sandbox, &furnished.gone).get("/customers").await;
    refused.expect_problem(401, "API_KEY_INVALID");
    serve.manage("admin").create_active("sandbox", "afterwards", "read_only").await;
}

/// Every row of every table of a backup, as SQLite itself writes them down.
fn contents(file: &Path) -> BTreeMap<String, BTreeSet<String>> {
    let file = rusqlite::Connection::open(file).unwrap();
    let all = |sql: &str| -> Vec<String> {
        let mut statement = file.prepare(sql).unwrap();
        statement.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
    };
    let tables = all("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").into_iter();
    let rows = tables.map(|table| {
        let columns = all(&format!("SELECT 'quote(' || name || ')' FROM pragma_table_info('{table}')"));
        let rows = all(&format!("SELECT {} FROM {table}", columns.join(" || '|' || ")));
        (table, rows.into_iter().collect())
    });
    rows.collect()
}

/// A table that nobody can read, for as long as this lives.
struct Held<'a> {
    server: &'a Postgres,
    database: &'a str,
    table: &'a str,
    psql: Child,
}

impl<'a> Held<'a> {
    fn table(server: &'a Postgres, database: &'a str, table: &'a str) -> Self {
        let psql = Command::new("psql")
            .args(["-X", "-q", "-U", "keys", "-d", database, "-h"])
            .arg(server.socket())
            .stdin(Stdio::piped())
            .spawn();
        let mut held = Self { server, database, table, psql: psql.expect("psql starts") };
        let input = held.psql.stdin.as_mut().expect("its input");
        writeln!(input, "BEGIN; LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE;").expect("it reads");
        let mine = "SELECT count(*) FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND granted AND relation =";
        held.until("the table is held", &format!("{mine} '{table}'::regclass"));
        held
    }

    /// Waits until somebody stands before it who wants all of it.
    fn until_read(&self) {
        let waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE";
        self.until("the copy has come so far", &format!("{waiting} '%FROM {}'", self.table));
    }

    fn until(&self, what: &str, count: &str) {
        eventually_here(what, || ask(self.server.socket(), self.database, count).as_deref() == Ok("1"));
    }
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        drop(self.psql.stdin.take());
        let _ = self.psql.wait();
    }
}

/// Keys and their audit rows come in one commit; a copy that took one table later than another would tell.
fn is_of_one_moment(file: &Path) {
    let database = rusqlite::Connection::open(file).unwrap();
    let count = |sql: &str| database.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    let (keys, told) = ("SELECT count(*) FROM keys", "SELECT count(*) FROM audit WHERE action = 'key.created'");
    assert_eq!(count(told), count(keys), "every key that the log tells of is there");
    assert!(contents(file).len() > 30, "and so is every table");
}

/// The rows of a database as PostgreSQL's own program writes them down.
fn dumped(server: &Postgres, database: &str) -> BTreeSet<String> {
    let words = ["--data-only", "--column-inserts", "--no-owner", "-U", "keys", "-d", database, "-h"];
    let dump = Command::new("pg_dump").args(words).arg(server.socket()).output().expect("pg_dump starts");
    assert!(dump.status.success(), "{}", error_text(&dump));
    let text = String::from_utf8(dump.stdout).unwrap();
    text.lines().filter(|line| line.starts_with("INSERT INTO")).map(str::to_owned).collect()
}

#[tokio::test]
async fn a_backup_of_a_served_database_goes_into_either_kind_of_store() {
    let (server, folder) = (Postgres::start(), tempfile::tempdir().unwrap());
    let at = |name: &str| folder.path().join(name);
    let (first, second) = (database(server.socket(), "first"), database(server.socket(), "second"));
    let serve = Serve::start_on(first.clone(), &at("one")).expect("it starts");
    let furnished = furnish(&serve).await;
    let backup =
        |to: &str| well(&["backup", "--data-dir", text(&at("one")), "--database", &first, "--to", text(&at(to))]);
    {
        // Stopped between the keys and the audit log, while somebody creates a key.
        let held = Held::table(&server, "first", "rotations");
        let aside = at("while-it-serves.backup");
        let mut copying = Command::new(programs::authority())
            .args(["backup", "--data-dir", text(&at("one")), "--database", &first, "--to", text(&aside)])
            .spawn()
            .expect("the authority's program starts");
        held.until_read();
        serve.manage("admin").create_active("sandbox", "meanwhile", "read_only").await;
        drop(held);
        assert!(copying.wait().unwrap().success(), "it held nobody up, and nobody it");
        is_of_one_moment(&aside);
    }

    assert!(serve.terminate().success());
    backup("at-rest.backup");
    well(&[
        "restore",
        "--accept-revived-keys",
        "--from",
        text(&at("at-rest.backup")),
        "--data-dir",
        text(&at("two")),
        "--database",
        &second,
    ]);
    assert_eq!(dumped(&server, "second"), dumped(&server, "first"), "every row, as PostgreSQL's own program sees them");
    well(&["check", "--data-dir", text(&at("two")), "--database", &second]);
    let again = Serve::start_on(second, &at("two")).expect("it serves");
    serves_as_before(&again, &furnished).await;

    for name in ["at-rest", "while-it-serves"] {
        well(&[
            "restore",
            "--accept-revived-keys",
            "--from",
            text(&at(&format!("{name}.backup"))),
            "--data-dir",
            text(&at(name)),
        ]);
        well(&["check", "--data-dir", text(&at(name))]);
        well(&["audit", "verify", "--data-dir", text(&at(name))]);
        serves_as_before(&Serve::start(&at(name)), &furnished).await;
    }
}

#[tokio::test]
async fn a_file_s_backup_moves_into_a_database_with_every_row() {
    let (server, folder) = (Postgres::start(), tempfile::tempdir().unwrap());
    let at = |name: &str| folder.path().join(name);
    let serve = Serve::start(&at("one"));
    let furnished = furnish(&serve).await;
    assert!(serve.terminate().success());
    let (team, file, back) = (database(server.socket(), "team"), at("file.backup"), at("back.backup"));
    well(&["backup", "--data-dir", text(&at("one")), "--to", text(&file)]);
    well(&[
        "restore",
        "--accept-revived-keys",
        "--from",
        text(&file),
        "--data-dir",
        text(&at("two")),
        "--database",
        &team,
    ]);
    let known = ask(server.socket(), "team", "SELECT count(*) > 0 FROM pg_stats WHERE tablename = 'keys'");
    assert_eq!(known.as_deref(), Ok("t"), "the server knows of the rows before it is first asked");
    well(&["backup", "--data-dir", text(&at("two")), "--database", &team, "--to", text(&back)]);
    assert_eq!(contents(&back), contents(&file), "there and back, nothing is other than it was");
    assert!(well(&["audit", "verify", "--data-dir", text(&at("two")), "--database", &team]).contains("holds"));
    serves_as_before(&Serve::start_on(team, &at("two")).expect("it serves"), &furnished).await;
}

#[tokio::test]
async fn a_restored_database_makes_nothing_good_again_that_was_revoked_since() {
    let (server, folder) = (Postgres::start(), tempfile::tempdir().unwrap());
    let at = |name: &str| folder.path().join(name);
    let [first, second, third] = ["first", "second", "third"].map(|name| database(server.socket(), name));
    let serve = Serve::start_on(first.clone(), &at("one")).expect("it serves");
    let admin = serve.manage("admin");
    let (id, secret) = admin.create_active("sandbox", "over", "read_only").await;
    well(&["backup", "--data-dir", text(&at("one")), "--database", &first, "--to", text(&at("old.backup"))]);
    admin.post(&format!("/keys/{id}/revoke"), json!({ "reason": "leaked" })).await.expect_status(200);
    let old = at("old.backup");
    let older = at("older.backup");
    std::fs::copy(&old, &older).unwrap();
    make_older(&older);
    for (from, to, database) in [(&old, "two", second), (&older, "three", third)] {
        let from = ["restore", "--from", text(from), "--revocations-from", &first];
        well(&[&from[..], &["--data-dir", text(&at(to)), "--database", &database]].concat());
        let again = Serve::start_on(database, &at(to)).expect("it serves");
        again.public(Sandbox, &secret).get("/customers").await.expect_problem(401, "API_KEY_INVALID");
        assert_eq!(again.manage("admin").state_of(&id).await, "revoked");
    }
}

#[tokio::test]
async fn a_restore_takes_an_empty_database_or_none_and_leaves_nothing_half_done() {
    let (server, folder) = (Postgres::start(), tempfile::tempdir().unwrap());
    let at = |name: &str| folder.path().join(name);
    let serve = Serve::start(&at("one"));
    furnish(&serve).await;
    assert!(serve.terminate().success());
    let (good, bad) = (at("good.backup"), at("bad.backup"));
    well(&["backup", "--data-dir", text(&at("one")), "--to", text(&good)]);
    std::fs::copy(&good, &bad).unwrap();
    // PostgreSQL takes no NUL in a text, which nobody can know before.
    let broken = rusqlite::Connection::open(&bad).unwrap();
    broken.execute("UPDATE webhook_endpoints SET description = 'a' || char(0)", []).unwrap();
    drop(broken);
    let team = database(server.socket(), "team");
    let restore = |from: &Path| {
        run(&[
            "restore",
            "--accept-revived-keys",
            "--from",
            text(from),
            "--data-dir",
            text(&at("two")),
            "--database",
            &team,
        ])
    };
    let refused = restore(&bad);
    assert!(!refused.status.success());
    let tables = "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace";
    assert_eq!(ask(server.socket(), "team", tables).unwrap(), "0", "nothing of it is there");

    assert!(restore(&good).status.success(), "so that it can be tried again");
    let before = dumped(&server, "team");
    let refused = error_text(&restore(&good));
    assert!(refused.contains("the database team is not empty"), "{refused}");
    assert_eq!(dumped(&server, "team"), before, "nothing is overwritten");
    let serving = Serve::start_on(team.clone(), &at("two")).expect("it serves");
    let refused = error_text(&restore(&good));
    assert!(refused.contains("is not empty"), "{refused}");
    drop(serving);
    let nothing = database(server.socket(), "nothing");
    let none = run(&["backup", "--data-dir", text(&at("x")), "--database", &nothing, "--to", text(&at("none.backup"))]);
    assert!(error_text(&none).contains("there is no store in it"), "{}", error_text(&none));
    assert!(!at("none.backup").exists());
}

#[tokio::test]
async fn a_row_that_was_edited_in_a_database_is_found() {
    let (server, folder) = (Postgres::start(), tempfile::tempdir().unwrap());
    let team = database(server.socket(), "team");
    let serve = Serve::start_on(team.clone(), folder.path()).expect("it starts");
    let admin: Api = serve.manage("admin");
    admin.create_active("sandbox", "billing", "read_only").await;
    let said = |verb: &[&str]| {
        let done = run(&[verb, &["--data-dir", text(folder.path()), "--database", &team]].concat());
        (done.status.code(), String::from_utf8_lossy(&done.stdout).into_owned())
    };
    let (code, lines) = said(&["check"]);
    assert_eq!(code, Some(0), "it is sound: {lines}");
    for name in ["moment", "audit", "digests", "states", "rotations"] {
        assert!(lines.contains(&format!("ok   {name}: ")), "{name} has its line: {lines}");
    }
    assert_eq!(said(&["audit", "verify"]).0, Some(0));

    let edit = |sql: &str| ask(server.socket(), "team", sql).unwrap();
    edit("UPDATE keys SET revoked_at = 5");
    edit("UPDATE keys SET hint_prefix = 'ck_live_'");
    let (code, lines) = said(&["check"]);
    assert_eq!(code, Some(1), "a script can tell");
    assert!(lines.contains("BAD  states: ") && lines.contains("BAD  digests: "), "{lines}");
    edit("ALTER TABLE audit DISABLE TRIGGER USER; UPDATE audit SET actor = 'nobody' WHERE sequence = 3");
    assert!(said(&["check"]).1.contains("BAD  audit: row 3 "), "the first bad row is named");
    let (code, verdict) = said(&["audit", "verify"]);
    assert_eq!((code, verdict.contains("row 3")), (Some(1), true), "{verdict}");
}
