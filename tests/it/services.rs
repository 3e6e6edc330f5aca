//! A service that has no call for its keys: a person is led through its own page, and every step is proved there. Our authority
//! stands in for Conduit Financial, whose published contract it speaks; its admin does what a person clicks in a dashboard.

pub(crate) mod stand_in;

use std::io::Write as _;
use std::process::{Output, Stdio};

use journeys::api::text;
use journeys::driver::{ENTER, ESCAPE};
use journeys::programs::command_line;
use journeys::terminal::texts;
use journeys::window::named;
use journeys::{Api, Desk, Serve, Theme, WITHIN, Window, axe, eventually};
use serde_json::{Value, json};
use stand_in::{Dialect, StandIn};

/// The service, and what a person does in its dashboard.
struct Dashboard {
    team: Serve,
    admin: Api,
}

impl Dashboard {
    fn open(desk: &Desk) -> Self {
        let team = Serve::start_sealed(&desk.at("service"));
        let admin = team.manage("admin");
        Self { team, admin }
    }

    fn addresses(&self) -> [String; 2] {
        // There is no live side yet: the sandbox stands in for both, and a key of the other is refused by its beginning.
        [self.team.address("sandbox"), self.team.address("live")]
    }

    /// Creates a key there; answers its number and its secret.
    async fn create(&self, name: &str) -> (String, String) {
        self.admin.create_active("sandbox", name, "read_only").await
    }

    async fn revoke(&self, key: &str) {
        let asked = json!({ "reason": "Clicked in the dashboard" });
        self.admin.post(&format!("/keys/{key}/revoke"), asked).await.expect_status(200);
    }
}

/// Says the words of a command line, with something on its standard input.
pub(crate) fn say(desk: &Desk, words: &[&str], input: &str) -> Output {
    let mut command = desk.command(command_line());
    let command = command.args(words).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut running = command.spawn().expect("it starts");
    running.stdin.take().expect("its input").write_all(input.as_bytes()).expect("it reads");
    running.wait_with_output().expect("it ends")
}

pub(crate) fn done(desk: &Desk, words: &[&str], input: &str) -> Value {
    let output = say(desk, &[words, &["--json"]].concat(), input);
    let (_, errors) = texts(&output);
    assert!(output.status.success(), "{words:?}: {errors}");
    serde_json::from_slice(&output.stdout).expect("an answer in JSON")
}

/// A connection to the service, in use.
fn connect(desk: &Desk, service: &Dashboard) -> String {
    let [sandbox, live] = service.addresses();
    let words = ["connections", "add-service", "conduit-financial", "--sandbox-at", &sandbox, "--live-at", &live];
    let added = text(&done(desk, &words, ""), "/id");
    done(desk, &["connections", "use", &added], "");
    added
}

/// Everything that the page holds.
pub(crate) async fn page(window: &Window) -> String {
    let script = "return document.documentElement.outerHTML + [...document.querySelectorAll('input')].map((one) => \
                  one.value).join()";
    window.driver.execute(script).await.unwrap().as_str().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn a_key_is_created_rotated_and_revoked_on_a_services_own_page_and_every_step_is_proved() {
    let mut desk = Desk::new(Theme::Light).await;
    desk.note_pages();
    let service = Dashboard::open(&desk);
    let mut window = Window::open(&desk).await;
    let [sandbox, live] = service.addresses();
    window.click_for("welcome-team", "connect-way-service").await;
    window.click("connect-way-service").await;
    window.tick("service-conduit-financial").await;
    window.click("team-service-more").await;
    window.type_into("team-service-sandbox", &sandbox).await;
    window.type_into("team-service-live", &live).await;
    window.picture("light-service-add").await;
    window.click("team-service-submit").await;
    window.says("connection-chooser", "Conduit Financial").await;
    window.sees("adopt-key").await;
    window.picture("light-service-empty").await;

    // By keyboard alone: what is asked, the page, the key.
    window.driver.press("c").await;
    window.sees("guide-name").await;
    window.type_into("guide-name", "billing").await;
    window.driver.press(ENTER).await;
    window.sees("guide-open").await;
    window.picture("light-guide-open").await;
    axe::finds_nothing(&window, "a guide").await;
    window.driver.press(ENTER).await;
    window.sees("guide-done").await;
    let opened = || async { (desk.pages() == ["https://app.conduit.financial/"]).then_some(()) };
    eventually("the service's page is open", WITHIN, opened).await;
    let (old, first) = service.create("billing").await;
    window.click("guide-done").await;

    // Something else was copied.
    desk.copy("ck_sandbox_0815");
    window.click("guide-take").await;
    window.says("guide-dialog", "shorter or longer").await;
    window.picture("light-guide-wrong-paste").await;
    desk.copy(&first);
    window.click("guide-take").await;
    window.reads("guide-outcome", "All done").await;
    window.reads("guide-proof", "accepted (200)").await;
    assert!(!page(&window).await.contains(&first[11..27]), "the secret never entered the page");
    let cleared = || async { (!desk.clipboard().contains(&first)).then_some(()) };
    eventually("the clipboard is cleared", WITHIN, cleared).await;
    window.picture("light-guide-done").await;
    window.click("guide-close").await;
    window.reads("key-last-proof", "accepted (200)").await;
    window.picture("light-service-key").await;
    axe::finds_nothing(&window, "a key of a service").await;

    // What it may do is proved where somebody asks, by a write that is refused.
    window.click_for("key-prove-level", "key-prove-level-now").await;
    window.picture("light-service-level").await;
    window.click("key-prove-level-now").await;
    window.reads("key-level-proof", "read-only").await;
    window.says("key-headroom", "of 400 left").await;

    // Its successor works before the old one is touched; the program dies in between, and nothing is pasted twice.
    window.click("drawer-rotate").await;
    window.click("guide-begin").await;
    window.click("guide-open").await;
    window.click("guide-done").await;
    let (new, second) = service.create("billing 2").await;
    desk.copy(&second);
    window.click("guide-take").await;
    window.reads("guide-proof", "accepted (200)").await;
    window.kill(&desk).await;
    window.reopen(&desk).await;
    window.says("guide-strip", "Rotating billing · step 5 of 7").await;
    window.lists("billing", "retiring").await;
    window.picture("light-service-strip").await;
    window.click("guide-go-on").await;
    window.click("guide-done").await;
    window.click("guide-done").await;
    window.click("guide-prove").await;
    window.reads("guide-last-try", "Not yet: accepted (200)").await;
    window.picture("light-guide-not-yet").await;
    service.revoke(&old).await;
    window.click("guide-prove").await;
    window.reads("guide-outcome", "All done").await;
    window.click("guide-close").await;
    window.lists("billing", "revoked").await;
    window.lists("billing", "active").await;
    window.driver.press(ESCAPE).await;

    // Somebody ends it behind our back: a call tells.
    service.revoke(&new).await;
    window.open_key("billing", "active").await;
    window.click("key-prove").await;
    window.reads("key-last-proof", "refused (401)").await;
    window.says("key-drawer", "nobody here revoked it").await;
    window.picture("light-service-refused").await;
    window.click("drawer-revoke").await;
    window.click("guide-begin").await;
    window.click("guide-opened").await;
    window.click("guide-done").await;
    window.click("guide-prove").await;
    window.reads("guide-outcome", "All done").await;
    window.click("guide-close").await;
    let rows = format!("{}[data-state=revoked]", named("key-row"));
    let both = || async { (window.driver.find_now(&rows).await.len() == 2).then_some(()) };
    eventually("both are over", WITHIN, both).await;
    assert!(desk.keychain().iter().all(|item| !item.contains(&first) && !item.contains(&second)), "no copy is left");
}

/// The same from a terminal, as scripts do it: each step by itself, and each proof with its exit code.
#[tokio::test]
async fn a_terminal_leads_through_the_same_and_ends_with_the_proofs_exit_code() {
    let desk = Desk::new(Theme::Light).await;
    let service = Dashboard::open(&desk);
    connect(&desk, &service);
    let (number, secret) = service.create("payouts").await;

    let refused = say(&desk, &["keys", "create", "--environment", "sandbox", "--name", "x", "--keychain"], "");
    assert_eq!(refused.status.code(), Some(3), "{}", texts(&refused).1);
    assert!(texts(&refused).1.contains("guides begin"), "it says what to type instead");

    let begin = ["guides", "begin", "adopt", "--environment", "sandbox", "--name", "payouts", "--note", "in the vault"];
    let run = text(&done(&desk, &begin, ""), "/id");
    let pasted = say(&desk, &["guides", "take", &run, "--secret-stdin"], "ck_sandbox_0815\n");
    assert_eq!(pasted.status.code(), Some(2), "{}", texts(&pasted).1);
    done(&desk, &["guides", "take", &run, "--secret-stdin"], &format!("{secret}\n"));
    let proved = say(&desk, &["guides", "prove", &run], "");
    assert_eq!(proved.status.code(), Some(0), "{}", texts(&proved).1);
    assert!(!texts(&proved).0.contains(&secret));

    let list = done(&desk, &["keys", "list", "--environment", "sandbox"], "");
    assert_eq!((text(&list, "/keys/0/name"), text(&list, "/keys/0/state")), ("payouts".into(), "active".into()));
    assert_eq!(text(&list, "/keys/0/lastProof/answered"), "accepted");
    let prove = || say(&desk, &["keys", "prove", "--environment", "sandbox", "payouts"], "").status.code();
    assert_eq!(prove(), Some(0));
    let access = ["keys", "prove", "--environment", "sandbox", "payouts", "--access"];
    let told = done(&desk, &access, "");
    assert_eq!((text(&told, "/call/level").as_str(), told["call"]["status"].as_u64()), ("read_only", Some(403)));
    let id = text(&told, "/call/correlationId");
    let found = done(&desk, &["keys", "list", "--environment", "sandbox", "--search", &id], "");
    assert_eq!(text(&found, "/keys/0/name"), "payouts", "the id of a call leads to its key");

    let found = done(&desk, &["requests", "find", &id], "");
    assert_eq!(
        (text(&found, "/requests/0/method"), text(&found, "/requests/0/path")),
        ("POST".into(), "/webhooks/endpoints".into())
    );
    let ours = text(&found, "/requests/0/clientCorrelationId");
    eventually("the service knows it by the same two ids", WITHIN, || async {
        let noted = service.admin.get(&format!("/requests?id={ours}")).await.expect_status(200).json();
        (noted["data"][0]["correlationId"] == id.as_str()).then_some(())
    })
    .await;

    let begin = ["guides", "begin", "revoke", "--environment", "sandbox", "payouts"];
    let told = say(&desk, &begin, "");
    let which = format!("Exactly this one: ck_sandbox_…{}", &secret[secret.len() - 4..]);
    assert!(texts(&told).0.contains(&which), "others may have its name: {}", texts(&told).0);
    let run = text(&done(&desk, &begin, ""), "/id");
    done(&desk, &["guides", "done", &run], "");
    done(&desk, &["guides", "done", &run], "");
    let too_early = say(&desk, &["guides", "prove", &run], "");
    assert_eq!(too_early.status.code(), Some(3), "the service still takes it: {}", texts(&too_early).0);
    service.revoke(&number).await;
    assert_eq!(prove(), Some(3), "a refused key is no error of the program, and no success of the proof");
    assert_eq!(say(&desk, &["guides", "prove", &run], "").status.code(), Some(0));
    let list = done(&desk, &["keys", "list", "--environment", "sandbox", "--filter", "revoked"], "");
    assert_eq!(list["keys"][0]["revocation"]["reason"], "", "the service refuses it, and nobody gave a reason");
    assert!(desk.keychain().iter().all(|item| !item.contains(&secret)), "no copy is left");
    let listed = done(&desk, &["connections", "services"], "");
    assert_eq!(listed.as_array().map(Vec::len), Some(4));
}

/// Whoever looks after the service's webhooks asks with their own key, and whoever is asked by its support has the ids.
#[tokio::test]
async fn a_signing_secret_is_rotated_there_and_every_call_is_found_on_requests() {
    let desk = Desk::new(Theme::Dark).await;
    let service = Dashboard::open(&desk);
    connect(&desk, &service);
    let (_, reading) = service.admin.create_active("sandbox", "reporting", "read_only").await;
    let (_, writing) = service.admin.create_active("sandbox", "payouts", "read_write").await;
    let adopt = |name: &str, access: &str, secret: &str| {
        let begin = ["guides", "begin", "adopt", "--environment", "sandbox", "--name", name, "--access", access];
        let run = text(&done(&desk, &begin, ""), "/id");
        done(&desk, &["guides", "take", &run, "--secret-stdin"], &format!("{secret}\n"));
        done(&desk, &["guides", "prove", &run], "");
    };
    adopt("reporting", "read-only", &reading);
    let api = service.team.public(keys::Environment::Sandbox, &writing);
    let made = api.post("/webhooks/endpoints", json!({ "url": "https://example.com/in" })).await.expect_status(201);
    let (endpoint, first) = (text(&made.json(), "/id"), text(&made.json(), "/secret"));

    let listed = done(&desk, &["webhooks", "list", "--environment", "sandbox"], "");
    assert_eq!((text(&listed, "/webhooks/0/id"), text(&listed, "/webhooks/0/health")), (endpoint.clone(), "on".into()));
    let none = say(&desk, &["webhooks", "rotate-secret", &endpoint, "--environment", "sandbox", "--out", "-"], "");
    assert_eq!(none.status.code(), Some(3), "a read-only key cannot: {}", texts(&none).1);
    let window = Window::open(&desk).await;
    window.click("nav-webhooks").await;
    window.driver.click(&format!("{} button", named("webhook-row"))).await;
    window.says("webhook-no-rotation", "read-write key").await;
    window.sees_no("webhook-test").await;
    window.picture("dark-service-webhook-no-writer").await;
    adopt("payouts", "read-write", &writing);
    window.click("webhooks-refresh").await;
    window.sees_no("webhook-no-rotation").await;
    window.click("webhook-rotate").await;
    window.says("rotated-with", "payouts").await;
    window.picture("dark-service-webhook-rotate").await;
    axe::finds_nothing(&window, "a service's webhook").await;
    window.click("rotate-secret-submit").await;
    window.sees("signing-secret-sheet").await;
    window.click("sheet-copy").await;
    let copied = || async { Some(desk.clipboard()).filter(|text| text.starts_with("whsec_")) };
    let second = eventually("the secret is on the clipboard", WITHIN, copied).await.trim().to_owned();
    assert!(
        second != first && !page(&window).await.contains(&second[6..22]),
        "another one, and it never entered the page"
    );
    window.tick("signing-ticked").await;
    window.click("signing-done").await;
    window.sees_no("signing-secret-sheet").await;

    let lists = || {
        let made = done(&desk, &["requests", "find"], "");
        made["requests"].as_array().unwrap().iter().filter(|one| one["path"] == "/webhooks/endpoints").count()
    };
    window.click("nav-requests").await;
    let before = lists();
    let row = format!("{}[data-status='200'] button", named("request-row"));
    window.driver.click(&row).await;
    window.reads("request-happened", "answered as asked").await;
    window.says("request-drawer", &format!("/webhooks/endpoints/{endpoint}/rotate")).await;
    window.says("request-tell", "Correlation ID").await;
    window.picture("dark-service-requests").await;
    axe::finds_nothing(&window, "calls to a service").await;
    window.sees_no("request-same-caller").await;
    window.click("nav-webhooks").await;
    window.sees("webhook-row").await;
    axe::finds_nothing(&window, "webhooks of a service").await;
    assert!(lists() <= before + 2, "it is asked when the page is opened, not again and again");
}

/// A service with one environment: it is treated as live, so that what ends a key wants its name.
async fn goes_from_its_making_to_its_end(dialect: Dialect, theme: Theme) {
    let mut desk = Desk::new(theme).await;
    desk.note_pages();
    let service = StandIn::start(dialect).await;
    let words = ["connections", "add-service", dialect.id(), "--live-at", service.address()];
    let added = text(&done(&desk, &words, ""), "/id");
    done(&desk, &["connections", "use", &added], "");
    let window = Window::open(&desk).await;
    window.says("connection-chooser", dialect.name()).await;
    window.sees_no("environment-sandbox").await;
    window.sees_no("nav-rotations").await;
    window.click("create-key").await;
    window.type_into("guide-name", "gateway").await;
    window.sees_no("guide-read_only").await;
    window.click("guide-begin").await;
    window.click("guide-open").await;
    window.click("guide-done").await;

    // A key that the service does not know is taken and not believed.
    desk.copy(&dialect.mint());
    window.click("guide-take").await;
    window.reads("guide-last-try", "Not yet: refused (401)").await;
    window.picture(&format!("{}-{}-refused", theme.word(), dialect.id())).await;
    let secret = service.create();
    desk.copy(&secret);
    window.click("guide-take-another").await;
    window.reads("guide-outcome", "All done").await;
    assert!(!page(&window).await.contains(&secret), "the secret never entered the page");
    window.click("guide-close").await;
    window.reads("key-last-proof", "accepted (200)").await;
    window.picture(&format!("{}-{}-key", theme.word(), dialect.id())).await;
    axe::finds_nothing(&window, dialect.id()).await;
    if dialect == Dialect::Conductor {
        has_what_a_project_has(&desk, &window, &secret).await;
    }

    // The terminal goes on where the window was, and the window hears of it.
    assert_eq!(done(&desk, &["guides", "list"], ""), json!([]), "nothing is under way");
    let revoke = ["guides", "begin", "revoke", "--environment", "live", "gateway"];
    let untyped = say(&desk, &revoke, "");
    assert_eq!(untyped.status.code(), Some(2), "a live key ends for whoever types its name: {}", texts(&untyped).1);
    let run = text(&done(&desk, &[&revoke[..], &["--confirm-name", "gateway"]].concat(), ""), "/id");
    window.says("guide-strip", "Revoking gateway").await;
    done(&desk, &["guides", "done", &run], "");
    done(&desk, &["guides", "done", &run], "");
    service.revoke(&secret);
    let proved = done(&desk, &["guides", "prove", &run], "");
    assert_eq!(text(&proved, "/outcome"), "finished");
    assert!(
        text(&proved, "/steps/2/state/evidence/call/correlationId").starts_with("req_"),
        "its ID is kept: {proved}"
    );
    window.lists("gateway", "revoked").await;
    assert!(service.paths().iter().all(|path| path == dialect.path()), "nothing else was ever asked of it");
}

/// Its publishable key, which is no secret, and what a secret key says of itself, which proves nothing.
async fn has_what_a_project_has(desk: &Desk, window: &Window, secret: &str) {
    window.click("key-claims-show").await;
    window.says("key-claims", "Unverified").await;
    window.says("key-claims", "proj_testing").await;
    let signature = secret.rsplit('.').next().expect("its last part");
    assert!(!page(window).await.contains(signature), "what makes it usable never entered the page");
    window.picture("light-conductor-claims").await;
    window.click("project-change").await;
    window.type_into("project-key", &format!("sk_conductor_{}", "x1".repeat(12))).await;
    window.click("project-keep").await;
    window.says("project-strip", "This is a secret key").await;
    let publishable = format!("pk_conductor_{}", "a1".repeat(12));
    window.type_into("project-key", &publishable).await;
    window.click("project-keep").await;
    window.reads("project-publishable", &publishable).await;
    window.picture("light-conductor-project").await;
    axe::finds_nothing(window, "a project").await;
    let kept = done(desk, &["connections", "publishable-key"], "");
    assert_eq!(text(&kept, "/publishableKey"), publishable);
    let claims = done(desk, &["keys", "claims", "--environment", "live", "gateway"], "");
    assert!(claims["claims"].as_array().is_some_and(|all| all.iter().any(|one| one["value"] == "proj_testing")));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn conduit_im_goes_from_its_making_to_its_end() {
    goes_from_its_making_to_its_end(Dialect::ConduitIm, Theme::Dark).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn conductor_goes_from_its_making_to_its_end() {
    goes_from_its_making_to_its_end(Dialect::Conductor, Theme::Light).await;
}

/// The ledger names no key, so that a limit is compared with what the whole account cost.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_an_account_was_charged_is_shown_with_what_it_says_of_its_keys() {
    let desk = Desk::new(Theme::Light).await;
    let service = StandIn::start(Dialect::ConduitIm).await;
    let added = done(&desk, &["connections", "add-service", "conduit-im", "--live-at", service.address()], "");
    done(&desk, &["connections", "use", &text(&added, "/id")], "");
    let window = Window::open(&desk).await;
    window.click("nav-spending").await;
    window.says("no-key-to-ask-with", "There is no key to ask with").await;
    window.picture("light-spending-no-key").await;

    let begin = ["guides", "begin", "adopt", "--environment", "live", "--name", "gateway", "--daily-limit", "10"];
    let run = text(&done(&desk, &begin, ""), "/id");
    done(&desk, &["guides", "take", &run, "--secret-stdin"], &format!("{}\n", service.create()));
    done(&desk, &["guides", "prove", &run], "");
    for (cents, hours_ago, model) in [(310, 1, "gpt-4"), (545, 3, "small"), (1_280, 50, "gpt-4"), (420, 200, "gpt-4")] {
        service.charge(cents, hours_ago, model);
    }
    window.click("spending-refresh").await;
    window.reads("spending-balance", "42.50").await;
    window.reads("spending-spent", "25.55").await;
    window.reads("key-limit-known", "may be near its limit").await;
    window.says("spending-warning", "near its spending limit").await;
    window.says("spending-models", "gpt-4").await;
    window.says("spending-asked", "gateway").await;
    window.picture("light-spending").await;
    axe::finds_nothing(&window, "spending").await;
    service.charge(200, 0, "gpt-4");
    window.click("spending-refresh").await;
    window.reads("key-limit-known", "may be used up").await;

    // What was known stays while the service is in trouble.
    service.fail(true);
    window.click("spending-refresh").await;
    window.says("error-panel", "did not answer").await;
    window.reads("spending-balance", "42.50").await;
    window.picture("light-spending-trouble").await;
    let told = say(&desk, &["spending", "--environment", "live"], "");
    assert_eq!(told.status.code(), Some(5), "{}", texts(&told).1);
    service.fail(false);
    let told = done(&desk, &["spending", "--environment", "live"], "");
    assert_eq!(told["keys"][0]["windows"][0]["known"], "perhaps_used_up");
    let plain = say(&desk, &["spending", "--environment", "live"], "");
    assert!(texts(&plain).0.contains("may be used up"), "{}", texts(&plain).0);
    let made = done(&desk, &["requests", "find"], "");
    let paths: Vec<_> = made["requests"].as_array().unwrap().iter().map(|one| text(one, "/path")).collect();
    assert!(paths.contains(&"/ledger".to_owned()) && paths.contains(&"/balance".to_owned()), "{paths:?}");
    let before = service.paths().len();
    window.click("nav-keys").await;
    window.lists("gateway", "active").await;
    assert_eq!(service.paths().len(), before, "nothing is asked by itself");
}
