//! TLS to a PostgreSQL server: the authority works over it, and sends nothing to a server that is not the one meant.

use std::path::Path;
use std::process::Command;

use journeys::certificate::{Certificate, CertificateAuthority};
use journeys::postgres::{Postgres, ask, database};
use journeys::serve::error_text;
use journeys::{Serve, WITHIN, eventually, programs};
use keys::Environment::Sandbox;
use serde_json::json;

/// A server on the network, and what its own authority would say of it.
struct Network {
    authority: CertificateAuthority,
    server: Postgres,
    folder: tempfile::TempDir,
}

impl Network {
    /// With a certificate that this makes.
    fn start(make: impl FnOnce(&CertificateAuthority) -> Option<Certificate>) -> Self {
        let authority = CertificateAuthority::create();
        let server = Postgres::start_on_network(make(&authority).as_ref());
        Self { authority, server, folder: tempfile::tempdir().unwrap() }
    }

    /// The address by the network, with these words about TLS.
    fn url(&self, user: &str, words: &str) -> String {
        database(self.server.socket(), "team");
        format!("postgresql://{user}@localhost/team?hostaddr={}&{words}", self.server.address())
    }

    /// What an operator's `check` says there: nothing when it is well.
    fn refusal(&self, user: &str, words: &str) -> String {
        let checked = Command::new(programs::authority())
            .args(["check", "--data-dir"])
            .arg(self.folder.path())
            .arg(format!("--database={}", self.url(user, words)))
            .env("PGPASSWORD", "correct horse")
            .output()
            .unwrap();
        if checked.status.success() { String::new() } else { error_text(&checked) }
    }

    /// Makes the store, by the socket.
    fn furnish(&self) {
        let serve = Serve::start_on(database(self.server.socket(), "team"), self.folder.path()).expect("it starts");
        serve.terminate();
    }

    fn ask(&self, sql: &str) -> String {
        ask(self.server.socket(), "team", sql).unwrap()
    }
}

fn trusting(path: &Path) -> String {
    format!("sslmode=verify-full&sslrootcert={}", path.display())
}

#[tokio::test]
async fn the_authority_works_over_tls_with_a_server_that_proves_who_it_is() {
    let network = Network::start(|authority| Some(authority.sign("localhost")));
    let url = network.url("keys", &trusting(&network.authority.path()));
    let serve = Serve::start_on(url, network.folder.path()).expect("it starts");
    let admin = serve.manage("admin");
    let (id, secret) = admin.create_active("sandbox", "billing", "read_only").await;
    serve.public(Sandbox, &secret).get("/customers").await.expect_status(200);
    let clear = "SELECT count(*) FILTER (WHERE NOT ssl) || ' of ' || (count(*) > 0) FROM pg_stat_ssl
                 JOIN pg_stat_activity USING (pid) WHERE application_name = 'conduit-authority'";
    assert_eq!(network.ask(clear), "0 of true", "every one of its connections is encrypted");
    network.server.kill();
    network.server.restart();
    let back = || async {
        let asked = json!({ "environment": "sandbox", "name": "later" });
        (admin.post("/keys", asked).await.status == 201).then_some(())
    };
    eventually("it finds the server again", WITHIN, back).await;
    assert_eq!(admin.state_of(&id).await, "active");
}

#[test]
fn a_server_that_cannot_prove_who_it_is_is_refused_with_what_to_do() {
    let network = Network::start(|authority| Some(authority.sign("localhost")));
    network.furnish();
    let stranger = CertificateAuthority::create();
    let refused = network.refusal("keys", &trusting(&stranger.path()));
    assert!(refused.contains("is not trusted") && refused.contains("sslrootcert"), "another authority: {refused}");
    let refused = network.refusal("keys", "sslmode=verify-full");
    assert!(refused.contains("is not trusted"), "this computer's authorities do not know it: {refused}");
    let refused = network.refusal("keys", &format!("sslmode=require&sslrootcert={}", stranger.path().display()));
    assert!(refused.contains("is not trusted"), "who names an authority means it: {refused}");
    assert_eq!(network.refusal("keys", &trusting(&network.authority.path())), "", "the right one is believed");
    assert_eq!(network.refusal("keys", "sslmode=require"), "", "who answers is not asked");
}

#[test]
fn a_certificate_for_another_name_is_refused_unless_names_do_not_matter() {
    let network = Network::start(|authority| Some(authority.sign("db.example")));
    network.furnish();
    let root = network.authority.path();
    let refused = network.refusal("keys", &trusting(&root));
    assert!(refused.contains("another name") && refused.contains("verify-ca"), "{refused}");
    assert_eq!(network.refusal("keys", &format!("sslmode=verify-ca&sslrootcert={}", root.display())), "");
}

#[test]
fn a_certificate_that_a_server_signed_for_itself_is_believed_when_it_is_named() {
    let network = Network::start(|authority| Some(authority.make_alone("localhost")));
    network.furnish();
    let own = network.authority.path().with_file_name("localhost-alone.pem");
    assert_eq!(network.refusal("keys", &trusting(&own)), "", "the operator named this very certificate");
    let refused = network.refusal("keys", &trusting(&network.authority.path()));
    assert!(refused.contains("is not trusted"), "{refused}");
}

#[test]
fn a_server_without_tls_gets_nothing_when_tls_is_asked_for() {
    let network = Network::start(|_| None);
    network.furnish();
    for words in ["sslmode=require", "sslmode=verify-full"] {
        let refused = network.refusal("keys", words);
        assert!(refused.contains("has no TLS") && refused.contains("sslmode=disable"), "{words}: {refused}");
    }
}

#[test]
fn a_password_is_bound_to_the_line_it_is_proved_on() {
    let network = Network::start(|authority| Some(authority.sign("localhost")));
    network.furnish();
    network.ask("CREATE ROLE ana LOGIN SUPERUSER PASSWORD 'correct horse'");
    let words = trusting(&network.authority.path()) + "&channel_binding=require";
    assert_eq!(network.refusal("ana", &words), "", "SCRAM-SHA-256-PLUS, with the password from PGPASSWORD");
    network.ask("ALTER ROLE ana PASSWORD 'another one'");
    let refused = network.refusal("ana", &words);
    assert!(refused.contains("password authentication failed") && !refused.contains("correct horse"), "{refused}");
}
