//! A connection that is made by signing in: what the program keeps of a session, and what becomes of it.

use std::io::{Read as _, Write as _};
use std::process::{Child, Command, Output, Stdio};

use actions::view::{ConnectionView, SignIn};
use actions::{App, Code, Failure, Folders, SignInStep};
use journeys::api::text;
use journeys::canary::Hunt;
use journeys::clock::Clock;
use journeys::cut::Cut;
use journeys::people::{PASSWORD, join, refresh, sign_in};
use journeys::programs::command_line;
use journeys::{Desk, Inside, Serve, Theme};
use keys::wire::Role;
use keys::{Environment, Secret};
use serde_json::{Value, json};
use vault::{ItemId, KeychainStatus, MemoryVault};

use crate::authority::totp::code;
use crate::given::{newest_at, wish};
use journeys::terminal::texts;

const ANA: &str = "ana@acme.example";
/// Longer than an access token is good.
const PAST_ACCESS: i64 = 16 * 60;

/// An authority with a member, and the computer of that member, on one clock.
struct World {
    clock: Clock,
    inside: Inside,
    keychain: MemoryVault,
    folder: tempfile::TempDir,
    member: String,
}

impl World {
    async fn new() -> Self {
        let clock = Clock::at("2026-11-20T09:00:00.000Z".parse().unwrap());
        let inside = Inside::start(clock.ambient()).await;
        let member = join(&inside.manage(Role::Admin), &inside.manage_anonymously(), ANA, "admin").await;
        Self { clock, inside, keychain: MemoryVault::new(), folder: tempfile::tempdir().unwrap(), member }
    }

    /// One more program on that computer.
    fn program(&self) -> App {
        let folders = Folders { data: Some(self.folder.path().to_owned()) };
        App::open(&folders, self.keychain.vault(), self.clock.ambient()).unwrap()
    }

    /// What the keychain has of a connection.
    fn kept(&self, kind: &str, connection: &str) -> Option<String> {
        let item = ItemId::new(&format!("{kind}-{connection}")).unwrap();
        self.keychain.stored(&item).map(|secret| secret.expose().to_owned())
    }

    fn token(&self, connection: &str) -> String {
        self.kept("connection", connection).expect("the keychain has a refresh token")
    }

    /// Gives the member an authenticator; answers its secret and a backup code.
    async fn enrol(&self) -> (String, String) {
        let session = sign_in(&self.inside.manage_anonymously(), ANA).await;
        let ana = self.inside.manage_with(&text(&session, "/accessToken"));
        let started = ana.post("/me/totp", json!({ "password": PASSWORD })).await.expect_status(200).json();
        let secret = text(&started, "/secret");
        let first = json!({ "code": code(&secret, &self.clock, 0) });
        let codes = ana.post("/me/totp/confirm", first).await.expect_status(200).json();
        (secret, text(&codes, "/codes/0"))
    }

    async fn is_over(&self, refresh_token: &str) {
        refresh(&self.inside.manage_anonymously(), refresh_token).await.expect_problem(401, "SESSION_ENDED");
    }
}

async fn begin(app: &App, url: &str, password: &str) -> Result<SignInStep, Failure> {
    let asked = SignIn { name: String::new(), service: None, url: url.to_owned(), email: ANA.to_owned() };
    app.sign_in(asked, Secret::new(password.to_owned())).await
}

async fn signed_in(app: &App, url: &str) -> ConnectionView {
    match begin(app, url, PASSWORD).await.unwrap() {
        SignInStep::Done(connection) => connection,
        SignInStep::CodeNeeded(_) => panic!("the member has no authenticator"),
    }
}

/// How many keys the connection has: a call that needs the session.
async fn count(app: &App, connection: &str) -> Result<usize, Failure> {
    app.list_keys(newest_at(connection.to_owned(), Environment::Sandbox)).await.map(|list| list.keys.len())
}

async fn is_signed_out(app: &App, connection: &str) -> String {
    let failure = count(app, connection).await.unwrap_err();
    assert_eq!(failure.code, Code::SignedOut, "{failure}");
    failure.message
}

async fn create(app: &App, connection: &str, name: &str) -> Result<(), Failure> {
    app.create_key(wish(connection.to_owned(), name, name)).await.map(drop)
}

#[tokio::test]
async fn a_member_signs_in_with_a_code_works_past_the_access_token_and_signs_out() {
    let world = World::new().await;
    let (authenticator, _) = world.enrol().await;
    let (app, url) = (world.program(), world.inside.manage_address());

    let wrong = begin(&app, url, "a guess that is wrong").await.err().unwrap();
    assert_eq!(wrong.code, Code::SignedOut);
    let SignInStep::CodeNeeded(pending) = begin(&app, url, PASSWORD).await.unwrap() else { panic!("a code is needed") };
    let typed = |steps| Secret::new(code(&authenticator, &world.clock, steps));
    let wrong = app.continue_sign_in(&pending, &typed(7)).await.unwrap_err();
    assert_eq!(wrong.code, Code::SignedOut);
    assert_eq!(app.list_connections().await.unwrap().len(), 1, "nothing is made of a sign-in that was refused");
    let connection = app.continue_sign_in(&pending, &typed(1)).await.unwrap();
    assert_eq!((connection.name.as_str(), connection.account.as_deref()), ("Acme", Some(ANA)));

    let id = connection.id;
    let first = world.token(&id);
    assert_eq!(count(&app, &id).await.unwrap(), 0);
    assert_eq!(world.token(&id), first, "the access token that came with it is good");
    let mut seen = vec![first, world.kept("device", &id).unwrap(), PASSWORD.to_owned()];
    for name in ["billing", "payouts"] {
        world.clock.step(PAST_ACCESS);
        create(&app, &id, name).await.unwrap();
        assert!(!seen.contains(&world.token(&id)), "a write goes on with the next token, which is in the keychain");
        seen.push(world.token(&id));
    }
    assert_eq!(count(&app, &id).await.unwrap(), 2);
    assert_eq!(count(&world.program(), &id).await.unwrap(), 2, "the next start goes on from the keychain");
    seen.push(world.token(&id));

    app.sign_out(&id).await.unwrap();
    app.sign_out(&id).await.unwrap();
    for program in [app, world.program()] {
        assert!(is_signed_out(&program, &id).await.contains("Sign in again"));
    }
    assert_eq!(world.kept("connection", &id), None);
    world.is_over(&seen[4]).await;
    assert_eq!(Hunt::after(&seen).in_folder(world.folder.path()), [], "nothing that opens anything is on disk");
    assert!(!world.inside.holds_on_disk(&seen));
    world.inside.stop().await;
}

#[tokio::test]
async fn a_backup_code_signs_in_too() {
    let world = World::new().await;
    let (_, backup) = world.enrol().await;
    let app = world.program();
    let SignInStep::CodeNeeded(pending) = begin(&app, world.inside.manage_address(), PASSWORD).await.unwrap() else {
        panic!("a code is needed")
    };
    let id = app.continue_sign_in(&pending, &Secret::new(backup)).await.unwrap().id;
    assert_eq!(count(&app, &id).await.unwrap(), 0);
    world.inside.stop().await;
}

/// Each exchange ends the access token of the other program, and a token that was read before it would end the session.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_programs_go_on_with_one_session() {
    let world = World::new().await;
    let (window, terminal) = (world.program(), world.program());
    let id = signed_in(&window, world.inside.manage_address()).await.id;
    for round in 0..5 {
        assert_eq!(count(&terminal, &id).await.unwrap(), round, "the terminal, {round}");
        create(&window, &id, &format!("key-{round}")).await.unwrap();
        world.clock.step(PAST_ACCESS);
        let (here, there) = tokio::join!(count(&window, &id), count(&terminal, &id));
        assert_eq!((here.unwrap(), there.unwrap()), (round + 1, round + 1), "both at once, {round}");
    }
    let ended = world.inside.manage(Role::Admin).count_in_audit("session.ended", &world.member).await;
    assert_eq!(ended, 0, "no old token was ever presented");
    world.inside.stop().await;
}

#[tokio::test]
async fn a_lost_answer_to_a_refresh_is_asked_for_again_and_a_session_of_which_nobody_has_the_token_ends() {
    let world = World::new().await;
    let cut = Cut::before(world.inside.manage_address()).await;
    let app = world.program();
    let id = signed_in(&app, cut.address()).await.id;
    let past = || world.clock.step(PAST_ACCESS);
    past();
    cut.swallow_posts(1);
    assert_eq!(count(&app, &id).await.unwrap(), 0, "the second answer is heard");

    past();
    cut.swallow_posts(2);
    assert_eq!(count(&app, &id).await.unwrap_err().code, Code::Unknown, "both are lost, and that is no end");
    world.clock.step(20);
    assert_eq!(count(&app, &id).await.unwrap(), 0, "within the half minute");

    past();
    cut.swallow_posts(2);
    count(&app, &id).await.unwrap_err();
    world.clock.step(30);
    assert!(
        is_signed_out(&app, &id).await.contains("The session is over"),
        "after it, nobody can tell it from a theft"
    );
    assert_eq!(world.kept("connection", &id), None, "nothing dead stays in the keychain");
    assert_eq!(signed_in(&app, cut.address()).await.id, id, "signing in again goes on with the connection");
    assert_eq!(count(&app, &id).await.unwrap(), 0);
    world.inside.stop().await;
}

#[tokio::test]
async fn a_refresh_token_that_the_keychain_does_not_take_is_not_used_and_not_lost() {
    let world = World::new().await;
    let app = world.program();
    let id = signed_in(&app, world.inside.manage_address()).await.id;
    let ready = || world.keychain.set_status(KeychainStatus::Ready { name: "memory".to_owned() });
    let fail_to_keep = async |app: &App| {
        world.clock.step(PAST_ACCESS);
        // It can be read, and takes nothing.
        world.keychain.set_status(KeychainStatus::Volatile);
        let before = world.token(&id);
        assert_eq!(count(app, &id).await.unwrap_err().code, Code::KeychainVolatile);
        assert_eq!(world.token(&id), before);
    };
    fail_to_keep(&app).await;
    world.clock.step(PAST_ACCESS);
    ready();
    assert_eq!(count(&app, &id).await.unwrap(), 0, "who was given it has it, however much later");

    fail_to_keep(&app).await;
    drop(app);
    ready();
    let app = world.program();
    assert_eq!(count(&app, &id).await.unwrap(), 0, "the next start finds the old one, within the half minute");

    fail_to_keep(&app).await;
    drop(app);
    ready();
    world.clock.step(30);
    let app = world.program();
    is_signed_out(&app, &id).await;
    signed_in(&app, world.inside.manage_address()).await;
    assert_eq!(count(&app, &id).await.unwrap(), 0);
    world.inside.stop().await;
}

#[tokio::test]
async fn signing_in_again_ends_the_session_before_and_reaches_the_programs_that_are_open() {
    let world = World::new().await;
    let (window, terminal, url) = (world.program(), world.program(), world.inside.manage_address());
    let id = signed_in(&window, url).await.id;
    let former = world.token(&id);
    assert_eq!(signed_in(&terminal, &format!("{url}/v1")).await.id, id, "one connection for one person at one place");
    assert_eq!(window.list_connections().await.unwrap().len(), 2);
    world.is_over(&former).await;
    assert_eq!(count(&window, &id).await.unwrap(), 0, "the window goes on with the session of the terminal");

    terminal.sign_out(&id).await.unwrap();
    is_signed_out(&window, &id).await;
    signed_in(&terminal, url).await;
    assert_eq!(count(&window, &id).await.unwrap(), 0, "without a restart");

    let last = world.token(&id);
    window.remove_connection(&id).await.unwrap();
    world.is_over(&last).await;
    assert_eq!((world.kept("connection", &id), world.kept("device", &id)), (None, None));
    world.inside.stop().await;
}

#[tokio::test]
async fn who_cannot_tell_the_place_is_not_told_to_be_signed_out() {
    let world = World::new().await;
    let app = world.program();
    let id = signed_in(&app, world.inside.manage_address()).await.id;
    let token = world.token(&id);
    world.inside.stop().await;
    let failure = app.sign_out(&id).await.unwrap_err();
    assert_eq!(failure.code, Code::Offline);
    assert!(failure.message.contains("You are still signed in"), "{failure}");
    let item = ItemId::new(&format!("connection-{id}")).unwrap();
    assert_eq!(world.keychain.stored(&item).unwrap().expose(), token);
}

/// A terminal of a person with a real keychain.
pub(crate) struct Terminal<'a>(pub(crate) &'a Desk);

impl Terminal<'_> {
    fn run(&self, words: &[&str], typed: &str) -> Output {
        let mut command = self.0.command(command_line());
        let child = command.args(words).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
        let mut child = child.expect("the command line starts");
        child.stdin.take().unwrap().write_all(typed.as_bytes()).unwrap();
        child.wait_with_output().unwrap()
    }

    /// What it prints for a person.
    pub(crate) fn done(&self, words: &[&str]) -> String {
        let output = self.run(words, "");
        assert!(output.status.success(), "{words:?}: {}", texts(&output).1);
        texts(&output).0
    }

    pub(crate) fn json(&self, words: &[&str], typed: &str) -> Value {
        let output = self.run(&[words, &["--json"]].concat(), typed);
        assert!(output.status.success(), "{words:?}: {}", texts(&output).1);
        serde_json::from_slice(&output.stdout).unwrap()
    }

    pub(crate) fn refused(&self, words: &[&str], typed: &str) -> (Option<i32>, String) {
        let output = self.run(&[words, &["--json"]].concat(), typed);
        let failure: Value = serde_json::from_str(&texts(&output).1).expect("a failure in JSON");
        (output.status.code(), text(&failure, "/code"))
    }

    /// The program on a terminal of its own, which standard input alone is not; then how that terminal is left.
    pub(crate) fn on_a_terminal(&self, words: &[&str]) -> Command {
        let mut line = command_line().display().to_string();
        words.iter().for_each(|word| line.extend([" ", word]));
        line.push_str("; echo ended with $?; stty -a");
        let mut command = self.0.command("script");
        command.args(["--quiet", "--flush", "--command", &line, "/dev/null"]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        command
    }
}

/// Reads what a program shows until it has shown this.
pub(crate) fn shows(child: &mut Child, wanted: &str) -> String {
    let mut shown = Vec::new();
    let mut buffer = [0; 256];
    while !String::from_utf8_lossy(&shown).contains(wanted) {
        let count = child.stdout.as_mut().unwrap().read(&mut buffer).unwrap();
        assert_ne!(count, 0, "it ended before {wanted}: {}", String::from_utf8_lossy(&shown));
        shown.extend_from_slice(&buffer[..count]);
    }
    String::from_utf8_lossy(&shown).into_owned()
}

#[tokio::test]
async fn from_a_terminal_a_member_signs_in_lists_keys_and_signs_out() {
    let desk = Desk::new(Theme::Light).await;
    let serve = Serve::start(&desk.at("authority"));
    let anybody = journeys::Api::anonymous(&format!("{}/v1", serve.address("manage")));
    join(&serve.manage("admin"), &anybody, ANA, "admin").await;
    serve.manage("admin").create_active("sandbox", "billing", "read_only").await;
    let (terminal, url) = (Terminal(&desk), serve.address("manage"));

    let enter = ["sign-in", &url, "--email", ANA, "--name", "team", "--password-stdin"];
    assert_eq!(terminal.refused(&enter, "a guess that is wrong\n"), (Some(3), "signed_out".to_owned()));
    assert_eq!(terminal.refused(&enter, ""), (Some(2), "invalid_input".to_owned()));
    let closed = ["sign-in", "http://127.0.0.1:1", "--email", ANA, "--password-stdin"];
    let unreached = terminal.run(&closed, "a password\n");
    assert_eq!(unreached.status.code(), Some(5));
    assert!(texts(&unreached).1.contains("cannot be reached"), "of the place that was named: {}", texts(&unreached).1);
    let nobody = desk.run("setsid", &["--wait", command_line().to_str().unwrap(), "sign-in", "keys.example.com"]);
    assert!(texts(&nobody).1.contains("not a web address"), "before anybody is asked: {}", texts(&nobody).1);
    // Whoever runs the tests may have a terminal, which this program must not ask.
    let nowhere = desk.run("setsid", &["--wait", command_line().to_str().unwrap(), "sign-in", &url]);
    assert!(texts(&nowhere).1.contains("There is no terminal to ask on"), "{}", texts(&nowhere).1);
    let connection = terminal.json(&enter, &format!("{PASSWORD}\n"));
    assert_eq!((&connection["name"], &connection["account"]), (&json!("team"), &json!(ANA)));
    let id = text(&connection, "/id");
    let list = ["--connection", "team", "keys", "list", "--environment", "sandbox"];
    for _ in 0..3 {
        assert_eq!(
            terminal.json(&list, "")["keys"][0]["name"],
            "billing",
            "each run goes on where the last one stopped"
        );
    }
    let items = desk.items();
    assert!(items.contains(&format!("connection-{id}")) && items.contains(&format!("device-{id}")), "{items:?}");
    assert_eq!(desk.keychain().len(), 2, "the refresh token and the device's, and no access token: {items:?}");
    assert_eq!(Hunt::after(&desk.keychain()).in_folder(&desk.at("data/com.conduitkeys.desktop")), []);

    assert_eq!(terminal.json(&["sign-out", "team"], ""), json!({ "signedOut": id }));
    assert_eq!(terminal.refused(&list, ""), (Some(3), "signed_out".to_owned()));
    let shown = texts(&terminal.run(&["connections", "list"], "")).0;
    assert!(shown.contains("signed out"), "{shown}");
}

#[tokio::test]
async fn a_password_that_is_typed_is_not_shown_and_calling_it_off_leaves_a_terminal_that_shows_again() {
    let desk = Desk::new(Theme::Light).await;
    let serve = Serve::start(&desk.at("authority"));
    let anybody = journeys::Api::anonymous(&format!("{}/v1", serve.address("manage")));
    join(&serve.manage("admin"), &anybody, ANA, "admin").await;
    let (terminal, url) = (Terminal(&desk), serve.address("manage"));
    let enter = |typed: &str, wanted: &str| {
        let mut child = terminal.on_a_terminal(&["sign-in", &url]).spawn().expect("script starts");
        shows(&mut child, "E-mail address: ");
        let mut keys = child.stdin.take().unwrap();
        keys.write_all(format!("{ANA}\n").as_bytes()).unwrap();
        shows(&mut child, "Password of ana@acme.example: ");
        keys.write_all(typed.as_bytes()).unwrap();
        let shown = shows(&mut child, wanted);
        let mut left = String::new();
        child.stdout.take().unwrap().read_to_string(&mut left).unwrap();
        drop(keys);
        child.wait().unwrap();
        for mode in ["isig", "icanon", "echo"] {
            assert!(left.split_whitespace().any(|word| word == mode), "the terminal is as it was: {left}");
        }
        shown + &left
    };
    let shown = enter("half a password\u{3}", "nothing was sent");
    assert!(shown.contains("ended with 2") && !shown.contains("half"), "{shown}");
    let shown = enter(&format!("{PASSWORD}\n"), "Signed in to Acme as ana@acme.example");
    assert!(shown.contains("ended with 0") && !shown.contains("battery"), "{shown}");
}
