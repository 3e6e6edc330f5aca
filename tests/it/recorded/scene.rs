//! What a recording is made by: an organization of its own on a clock that is set, the window's actions before it, and each
//! step as it was asked and answered.

use actions::view::SignedInView;
use actions::{App, Code, Failure, Folders, KeyRef, LocalAuthority, MemberRef, SignInStep};
use journeys::Inside;
use journeys::api::text;
use journeys::clock::Clock;
use keys::mint::mint_secret;
use keys::wire::Role;
use keys::{Environment, Secret};
use serde_json::{Value, json};
use vault::{KeychainStatus, MemoryVault};

use super::names::Names;
use super::table::{self, argument};
use crate::authority::documents::pdf_of;
use crate::authority::totp::code;

/// Everybody's password here.
pub(super) const PASSWORD: &str = "a password that nobody has";
const KEYCHAIN: &str = "GNOME Keyring";

/// What is in a file of that name, which somebody chose.
fn content_of(file: &str) -> Vec<u8> {
    match file {
        "empty.pdf" => Vec::new(),
        "honest.pdf" => b"MZ\x90\x00".to_vec(),
        "large.pdf" => vec![b' '; keys::wire::DOCUMENT_BYTES_MAX + 1],
        "address.pdf" => pdf_of(182_000),
        _ => pdf_of(1_234_567),
    }
}

/// One of several that are recorded, each from a new organization on.
pub(super) struct Scene {
    clock: Clock,
    app: App,
    keychain: MemoryVault,
    authority: Option<Inside>,
    clipboard: Secret,
    cursors: Vec<(String, String)>,
    names: Names,
    steps: Vec<Value>,
    folder: tempfile::TempDir,
}

impl Scene {
    /// Before anybody has set anything up.
    pub(super) fn new() -> Self {
        let clock = Clock::at("2026-11-20T09:00:00.000Z".parse().expect("a moment"));
        let (keychain, folder) = (MemoryVault::new(), tempfile::tempdir().expect("a folder"));
        let folders = Folders { data: Some(folder.path().to_owned()) };
        let app = App::open(&folders, keychain.vault(), clock.ambient()).expect("the records open");
        app.set_local(LocalAuthority::NotSetUp);
        keychain.set_status(KeychainStatus::Ready { name: KEYCHAIN.to_owned() });
        Self {
            clock,
            app,
            keychain,
            authority: None,
            clipboard: Secret::new(String::new()),
            cursors: Vec::new(),
            names: Names::new(),
            steps: Vec::new(),
            folder,
        }
    }

    /// With an authority that could not start, for a reason that the window's own process gives.
    pub(super) fn without_a_start(code: Code, message: &str) -> Self {
        let scene = Self::new();
        let (message, reference) = (message.to_owned(), scene.clock.ambient().mint_uuid());
        scene.app.set_local(LocalAuthority::Failed(Failure { code, message, reference, fields: Vec::new() }));
        scene
    }

    /// With the organization `Acme Ltd` on this computer, as it is a minute later.
    pub(super) async fn set_up() -> Self {
        let mut scene = Self::new();
        scene.start("Acme Ltd").await;
        scene.pass(60);
        scene
    }

    /// Its steps, once nothing more is asked.
    pub(super) async fn end(self) -> Value {
        if let Some(authority) = self.authority {
            authority.stop().await;
        }
        self.steps.into()
    }

    /// Time goes by.
    pub(super) fn pass(&self, seconds: i64) {
        self.clock.step(seconds);
    }

    /// The window asks; the answer is written down. Each step has a second of its own, so that the order of what lists show
    /// is certain.
    pub(super) async fn ask(&mut self, step: &str, command: &str, given: Value) {
        self.pass(1);
        let mut meant = self.names.mean(&given);
        if let Some(cursor) = meant.pointer_mut("/request/cursor").filter(|cursor| cursor.is_string()) {
            let last = self.cursors.iter().rev().find(|(of, _)| of == command);
            *cursor = last.unwrap_or_else(|| panic!("{step}: there is no next page")).1.clone().into();
        }
        let answered = match command {
            // What the window adds to these is no answer of theirs.
            "get_status" => Ok(table::json(&self.app.status().await)),
            "set_up" => {
                self.start(&argument::<String>(&meant, "organization")).await;
                Ok(table::json(&self.app.status().await))
            }
            "add_connection" => {
                let added = self.app.add_connection(argument(&meant, "request"), self.clipboard.clone()).await;
                added.map(|view| table::json(&view))
            }
            "add_service" => {
                // This computer's own stands in for the service.
                let authority = self.authority();
                let host = |environment: Environment| json!({ "environment": environment, "url": authority.public_address(environment) });
                meant["request"]["hosts"] = Environment::ALL.map(host).to_vec().into();
                table::ask(&self.app, command, &meant).await
            }
            // The window opens the page, and takes the clipboard.
            "open_page" => self.app.finish_step(&argument(&meant, "step")).await.map(|run| table::json(&run)),
            "take_secret" => {
                let taken = self.app.take_secret(&argument(&meant, "step"), &self.clipboard).await;
                taken.map(|run| table::json(&run))
            }
            "sign_in" => {
                let password = Secret::new(argument(&meant, "password"));
                let signed_in = self.app.sign_in(argument(&meant, "request"), password).await;
                signed_in.map(|step| match step {
                    SignInStep::Done(connection) => table::json(&SignedInView::Done { connection }),
                    SignInStep::CodeNeeded(_) => table::json(&SignedInView::CodeNeeded),
                })
            }
            "attach_document" => {
                // What the window has instead of a path is the name of a file here.
                let (connection, file) = (text(&meant, "/connection"), text(&meant, "/file"));
                let path = self.folder.path().join(&file);
                std::fs::write(&path, content_of(&file)).expect("a file");
                let attached = self.app.attach_document(&connection, argument(&meant, "kind"), &path, |_| ()).await;
                attached.map(|view| table::json(&view))
            }
            "confirm_totp" => {
                if meant["code"] == "right" {
                    meant["code"] = self.first_code(text(&meant, "/connection").as_str()).await.into();
                }
                table::ask(&self.app, command, &meant).await
            }
            _ => table::ask(&self.app, command, &meant).await,
        };
        if let Some(cursor) = answered.as_ref().ok().and_then(|answer| answer["nextCursor"].as_str()) {
            self.cursors.push((command.to_owned(), cursor.to_owned()));
        }
        let (outcome, answer) = match answered {
            Ok(answer) => ("answer", answer),
            Err(failure) => ("failure", table::json(&failure)),
        };
        let named = self.names.name("", &answer);
        self.steps.push(
            json!({ "step": step, "at": self.clock.now(), "command": command, "given": given, (outcome): named }),
        );
    }

    /// Something happens that the window did not ask for; that it did is written down.
    pub(super) async fn happens(&mut self, step: &str, what: &str, with: Value) {
        self.pass(1);
        let meant = self.names.mean(&with);
        match what {
            "called" => self.call(&meant).await,
            // Never for so long at once that nobody would have watched.
            "watched" => {
                for _ in 0..meant["seconds"].as_i64().expect("how long") / 30 {
                    self.pass(30);
                    self.authority().service().api_keys.end_quiet().await.expect("the store answers");
                }
            }
            "decided" => {
                let operator = self.authority().manage(Role::Operator);
                operator.decide(&text(&meant, "/decision"), meant["with"].clone()).await.expect_status(200);
            }
            "another organization submits" => {
                let service = self.authority().service();
                let id = service.create_organization(&text(&meant, "/name"), "").await.expect("it is set up");
                let mut submission = meant.clone();
                submission.as_object_mut().expect("what is submitted").remove("name");
                let admin = self.authority().manage_of(&id, Role::Admin);
                admin.post("/activation/submit", submission).await.expect_status(200);
            }
            "quarantined" => {
                let path = format!("/keys/{}/quarantine", text(&meant, "/key"));
                let asked = json!({ "seconds": meant["seconds"], "reason": meant["reason"] });
                self.computer().post(&path, asked).await.expect_status(200);
            }
            "invitation accepted" => self.accept(text(&meant, "/member").as_str()).await,
            "copied" => self.clipboard = Secret::new(text(&meant, "/text")),
            "key copied" => {
                let made = self.computer().create_active("sandbox", &text(&meant, "/name"), "read_only").await;
                self.clipboard = Secret::new(made.1);
            }
            "token copied" => self.clipboard = self.mint_token(&meant).await,
            "clipboard emptied" => self.clipboard = Secret::new(String::new()),
            "keychain changed" => self.keychain.set_status(match meant["state"].as_str() {
                Some("locked") => KeychainStatus::Locked,
                Some("missing") => KeychainStatus::Missing,
                Some("volatile") => KeychainStatus::Volatile,
                Some("not_responding") => KeychainStatus::NotResponding,
                _ => KeychainStatus::Ready { name: KEYCHAIN.to_owned() },
            }),
            "stopped" => self.authority.take().expect("it runs").stop().await,
            "rotated and undone" => self.fill(&meant).await,
            unknown => panic!("{unknown} does not happen"),
        }
        self.steps.push(json!({ "step": step, "at": self.clock.now(), "happened": what, "with": with }));
    }

    async fn start(&mut self, organization: &str) {
        let organization = organization.to_owned();
        let ambient = self.clock.ambient();
        let authority = Inside::start_with(ambient, |config| config.organization = Some(organization)).await;
        // As the window's session does it.
        self.app.set_local(LocalAuthority::Ready {
            manage_url: authority.manage_address().to_owned(),
            admin_token: authority.session_token(Role::Admin, "This computer"),
            operator_token: authority.session_token(Role::Operator, "Local approval"),
        });
        self.authority = Some(authority);
    }

    fn authority(&self) -> &Inside {
        self.authority.as_ref().expect("an authority runs")
    }

    fn computer(&self) -> journeys::Api {
        let token = self.authority().session_token(Role::Admin, "This computer");
        self.authority().manage_with(token.expose())
    }

    /// Somebody calls with a key, and it is written down before anything else is asked.
    async fn call(&self, meant: &Value) {
        let secret = match meant["key"].as_str() {
            Some(key) => self.app.secret_for_copy(&KeyRef::new("local", key)).await.expect("this computer has it"),
            // A whole one that nobody has created.
            None => mint_secret(Environment::Sandbox, &self.clock.ambient()),
        };
        let own = if secret.expose().starts_with("ck_live_") { Environment::Live } else { Environment::Sandbox };
        let environment = meant["to"].as_str().map_or(own, |to| to.parse().expect("an environment"));
        let api = self.authority().public(environment, secret.expose());
        match meant["write"].as_bool() {
            Some(true) => api.post("/webhooks/endpoints", json!({ "url": "https://example.com/in" })).await,
            _ => api.get("/customers").await,
        };
        let service = self.authority().service();
        service.evidence.flush_records().await.expect("records are written");
        service.api_keys.flush_usage().await.expect("calls are counted");
    }

    /// Whoever was invited sets a password, with what this computer still has.
    async fn accept(&self, member: &str) {
        let invitation = self.app.secret_for_copy(&MemberRef::new("local", member).secret()).await.expect("it is held");
        let password = Secret::new(PASSWORD.to_owned());
        let accepted = self.app.accept_invitation(self.authority().manage_address(), invitation, password).await;
        accepted.expect("the invitation is good");
    }

    /// What an authenticator shows that was just set up.
    async fn first_code(&self, connection: &str) -> String {
        let waiting = self.app.reveal(&KeyRef::new(connection, "authenticator")).await.expect("it is held");
        code(waiting.secret.expose(), &self.clock, 0)
    }

    async fn mint_token(&self, meant: &Value) -> Secret {
        let (role, name) = (text(meant, "/role"), text(meant, "/name"));
        if role == "operator" {
            // No admin makes one of these.
            return self.authority().session_token(Role::Operator, &name);
        }
        let made = self.computer().post("/tokens", json!({ "name": name, "role": role })).await;
        Secret::new(text(&made.expect_status(201).json(), "/secret"))
    }

    /// A key, and rotations of it that are undone; a second for each, so that their order is certain.
    async fn fill(&self, meant: &Value) {
        let computer = self.computer();
        let (id, _) = computer.create_active("sandbox", "worker", "read_only").await;
        for _ in 0..meant["times"].as_u64().expect("how often") {
            self.pass(1);
            let asked = json!({ "cause": "routine", "graceSeconds": 3600 });
            let rotated = computer.post(&format!("/keys/{id}/rotate"), asked).await.expect_status(201).json();
            let path = format!("/rotations/{}/undo", text(&rotated, "/rotation/id"));
            computer.post(&path, json!({})).await.expect_status(200);
        }
    }
}
