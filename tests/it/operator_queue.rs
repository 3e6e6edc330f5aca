//! Whoever runs a team's key server decides about several organizations: by keyboard alone in the window, and at a terminal
//! (issue 11, line 13).

use journeys::api::text;
use journeys::driver::DOWN;
use journeys::people::{PASSWORD, accept};
use journeys::serve::{error_text, operate};
use journeys::window::named;
use journeys::{Api, Desk, Serve, Theme, Walk, Window, axe};
use serde_json::json;

use crate::authority::activation_documents::attached;
use crate::sign_in::Terminal;

const OLGA: &str = "olga@keys.example";

/// A verb of whoever has the data; answers what it printed.
fn operated(team: &Serve, words: &[&str]) -> String {
    let output = operate(team.folder(), words);
    assert!(output.status.success(), "{words:?}: {}", error_text(&output));
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

/// One more organization, which submits itself with a document; answers its admin.
async fn submitted(team: &Serve, name: &str) -> Api {
    operated(team, &["organization", "create", "--name", name]);
    let token = operated(team, &["token", "create", "--role", "admin", "--organization", name]);
    let admin = Api::with_token(&team.address("manage"), &token);
    attached(&admin).await;
    let asked = json!({ "legalName": format!("{name} Ltd"), "contactEmail": "ana@example.com", "purpose": "Payouts" });
    admin.post("/activation/submit", asked).await.expect_status(200);
    admin
}

fn state(word: &str) -> String {
    format!("{}[data-state={word}]", named("activation-state"))
}

fn row(name: &str) -> String {
    format!("{}[data-name={name}]", named("queue-row"))
}

#[tokio::test]
async fn an_operator_decides_one_organization_after_another_as_they_come_in() {
    let desk = Desk::new(Theme::Light).await;
    let team = Serve::start(&desk.at("team"));
    let invite = ["member", "create", "--role", "operator", "--email", OLGA, "--name", "Olga"];
    let invitation = operated(&team, &invite);
    let (url, anybody) = (team.address("manage"), Api::anonymous(&format!("{}/v1", team.address("manage"))));
    accept(&anybody, &invitation).await;
    let borealis = submitted(&team, "Borealis").await;

    let mut window = Window::open(&desk).await;
    let mut walk = Walk::of(&window, "operator");
    walk.enter("welcome-team").await;
    walk.fill("team-url", &url).await;
    walk.fill("team-email", OLGA).await;
    walk.fill("team-password", PASSWORD).await;
    walk.enter("team-sign-in").await;
    window.driver.find(&row("Borealis")).await;
    walk.step("signs in, and is where somebody waits").await;

    walk.enter("queue-open").await;
    walk.lands_on("queue-back").await;
    window.says("desk", "Borealis Ltd").await;
    walk.enter("desk-review").await;
    window.driver.find(&state("in_review")).await;
    walk.tick("desk-approve").await;
    walk.fill("desk-reason", "Register and papers seen").await;
    walk.enter("desk-decide").await;
    window.driver.find(&state("approved")).await;
    walk.step("takes it up, reads, and approves it").await;
    let record = borealis.get("/activation").await.expect_status(200).json();
    assert_eq!((&record["state"], &record["approvedBy"]["name"]), (&json!("approved"), &json!(OLGA)));
    let rows = borealis.get("/audit?action=activation.approved").await.expect_status(200).json();
    assert_eq!(rows["data"][0]["actor"]["name"], OLGA, "the organization reads who decided");
    borealis.create_active("live", "first", "read_only").await;

    walk.enter("queue-back").await;
    window.sees("queue-empty").await;
    walk.step("goes back: nobody waits").await;
    // It is told: nobody asks again and again while nothing happens.
    let corona = submitted(&team, "Corona").await;
    window.driver.find(&row("Corona")).await;
    window.picture("operator-queue").await;
    axe::finds_nothing(&window, "operator-queue").await;
    walk.enter("queue-open").await;
    walk.tab_to("desk-approve").await;
    walk.press(DOWN).await;
    walk.fill("desk-reason-detail", "Say which currencies").await;
    walk.enter("desk-decide").await;
    window.driver.find(&state("more_information_needed")).await;
    axe::finds_nothing(&window, "operator-desk").await;
    walk.step("asks the next one for more").await;
    walk.ends();
    let record = corona.get("/activation").await.expect_status(200).json();
    assert_eq!(text(&record, "/reasons/0/detail"), "Say which currencies");
    window.close(&desk).await;
}

#[tokio::test]
async fn a_terminal_has_the_queue_the_papers_and_the_decision_of_another_organization() {
    let desk = Desk::new(Theme::Light).await;
    let team = Serve::start(&desk.at("team"));
    let invite = ["member", "create", "--role", "operator", "--email", OLGA, "--name", "Olga"];
    let (url, invitation) = (team.address("manage"), operated(&team, &invite));
    let anybody = Api::anonymous(&format!("{url}/v1"));
    accept(&anybody, &invitation).await;
    let borealis = submitted(&team, "Borealis").await;
    let olga = Terminal(&desk);
    let words = ["sign-in", &url, "--email", OLGA, "--name", "team", "--password-stdin"];
    olga.json(&words, &format!("{PASSWORD}\n"));
    let ask = |words: &[&str]| olga.json(&[&["--connection", "team", "activation"], words].concat(), "");

    let queue = ask(&["queue"]);
    let (first, counts) = (&queue["activations"][0], &queue["counts"]);
    assert_eq!((&first["organization"]["name"], &first["documents"]), (&json!("Borealis"), &json!(1)));
    assert_eq!((&counts["waiting"], &counts["all"]), (&json!(1), &json!(2)));
    let id = text(first, "/organization/id");
    let documents = ask(&["documents", "--organization", &id]);
    let (document, paper) = (text(&documents, "/0/id"), desk.at("paper.pdf"));
    let fetch = ["fetch", &document, "--to", &paper.to_string_lossy(), "--organization", &id];
    assert_eq!(ask(&fetch)["sha256"], documents[0]["sha256"]);
    assert!(std::fs::read(&paper).unwrap().starts_with(b"%PDF"));
    let decided = ask(&["reject", "--reason", "purpose=Not served.", "--resubmittable", "--organization", &id]);
    assert_eq!((&decided["state"], &decided["organization"]["name"]), (&json!("rejected"), &json!("Borealis")));
    assert_eq!(borealis.get("/activation").await.json()["reasons"][0]["field"], "purpose");
    let status = ["--connection", "team", "activation", "status", "--organization", &id];
    let told = olga.done(&status);
    assert!(told.contains("Organization: Borealis") && told.contains("Next: nothing"), "{told}");
    assert!(
        !told.contains("live key") && !told.contains("activation submit"),
        "neither theirs to see nor to do: {told}"
    );
    assert_eq!(ask(&["queue"])["activations"], json!([]));
    assert_eq!(ask(&["queue", "--filter", "decided"])["activations"][0]["state"], "rejected");

    let own = ask(&["status"]);
    assert_eq!(own["organization"]["name"], "Acme", "without a name it is one's own");
    let refused = ["--connection", "team", "activation", "review"];
    assert_eq!(olga.refused(&refused, ""), (Some(2), "invalid_input".to_owned()), "nothing of it waits");
}
