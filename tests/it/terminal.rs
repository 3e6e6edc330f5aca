//! The same from a terminal: `conduit-keys` against a real authority (issue line 10).

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

use journeys::api::text;
use journeys::programs::command_line;
use journeys::terminal::{Saved, Terminal, texts};
use journeys::{Desk, Serve, Theme};
use keys::Environment;
use serde_json::Value;

#[tokio::test]
async fn a_key_is_created_rotated_and_revoked_from_a_terminal() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let terminal = Terminal::open(&serve, "admin", folder.path());
    let old_file = folder.path().join("old.key");
    let new_file = folder.path().join("new.key");
    let create = ["keys", "create", "--environment", "sandbox", "--name", "billing", "--access", "read-write", "--out"];
    let told = terminal.done(&[&create[..], &[old_file.to_str().unwrap()]].concat());
    let old = std::fs::read_to_string(&old_file).unwrap().trim().to_owned();
    assert!(!told.contains(&old[12..24]), "a secret is printed only when it is asked for: {told}");
    assert_eq!(old_file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    serve.public(Environment::Sandbox, &old).get("/customers").await.expect_status(200);

    terminal.done(&["keys", "rotate", "--environment", "sandbox", "billing", "--out", new_file.to_str().unwrap()]);
    let rotations = terminal.json(&["rotations", "list", "--environment", "sandbox"]);
    let rotation = text(&rotations, "/rotations/0/id");
    let (code, failure) = terminal.refused(&["rotations", "finish", &rotation]);
    assert_eq!((code, failure["code"].as_str()), (3, Some("rotation_not_proven")), "nobody has used the new key yet");

    let new = std::fs::read_to_string(&new_file).unwrap().trim().to_owned();
    serve.public(Environment::Sandbox, &new).get("/customers").await.expect_status(200);
    terminal.done(&["rotations", "finish", &rotation]);
    serve.public(Environment::Sandbox, &old).get("/customers").await.expect_problem(401, "API_KEY_INVALID");

    terminal.done(&["keys", "revoke", "--environment", "sandbox", "billing", "--reason", "end of the test"]);
    serve.public(Environment::Sandbox, &new).get("/customers").await.expect_problem(401, "API_KEY_INVALID");
    let listed = terminal.json(&["keys", "list", "--environment", "sandbox"]);
    let states: Vec<_> = listed["keys"].as_array().unwrap().iter().map(|key| key["state"].clone()).collect();
    assert_eq!(states, ["revoked", "revoked"], "a revoked key stays listed");
}

#[test]
fn a_secret_goes_to_standard_output_only_when_asked() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let terminal = Terminal::open(&serve, "admin", folder.path());
    let create = ["keys", "create", "--environment", "sandbox", "--name"];
    let nowhere = terminal.run(&[&create[..], &["nowhere"]].concat());
    assert_eq!(nowhere.status.code(), Some(2), "a destination is needed before anything is created");
    let printed = terminal.done(&[&create[..], &["printed", "--out", "-"]].concat());
    assert_eq!(printed.trim().len(), 75, "standard output is the secret alone, ready for a pipe");
    let document = terminal.json(&[&create[..], &["document", "--out", "-"]].concat());
    assert_eq!(text(&document, "/secret").len(), 75);
    let listed = terminal.json(&["keys", "list", "--environment", "sandbox"]);
    assert_eq!(listed["keys"].as_array().map(Vec::len), Some(2), "nothing was created for nowhere");
}

/// As in `conduit-keys keys list | head`: whoever has seen enough closes the pipe, which is no failure of ours. A secret that
/// nobody has read is another matter.
#[test]
fn a_closed_pipe_ends_a_run_quietly_and_never_confirms_a_key() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let terminal = Terminal::open(&serve, "admin", folder.path());
    let into_closed_pipe = |words: &[&str]| {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        terminal.command(words).stdout(writer).output().unwrap()
    };
    for words in
        [&["keys", "list", "--environment", "sandbox"][..], &["keys", "list", "--environment", "live", "--json"]]
    {
        let output = into_closed_pipe(words);
        assert_eq!((output.status.code(), texts(&output).1.as_str()), (Some(0), ""), "{words:?}");
    }
    let output = into_closed_pipe(&["keys", "create", "--environment", "sandbox", "--name", "billing", "--out", "-"]);
    assert_eq!(output.status.code(), Some(1), "{}", texts(&output).1);
    let listed = terminal.json(&["keys", "list", "--environment", "sandbox"]);
    assert_eq!(listed["keys"][0]["state"], "pending", "nobody has its secret");
}

#[test]
fn a_token_and_an_address_are_taken_as_people_have_them_and_what_is_wrong_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let terminal = Terminal::open(&serve, "admin", folder.path());
    let (address, token) = (serve.address("manage"), &terminal.token);
    let list = |address: &str, token: &str| {
        let mut command = terminal.command(&["keys", "list", "--environment", "sandbox", "--json"]);
        let output = command.env("CONDUIT_KEYS_URL", address).env("CONDUIT_KEYS_TOKEN", token).output().unwrap();
        (output.status.code(), texts(&output).1)
    };
    for (address, token) in [
        (format!("{address}/v1"), token.clone()),
        (format!("{address}/v1/"), format!("{token}\r\n")),
        (address.clone(), format!(" {token}\r")),
    ] {
        assert_eq!(list(&address, &token), (Some(0), String::new()), "{address:?}");
    }
    let (code, failure) = list(&address, &token.replacen('_', "_\r", 1));
    assert_eq!(code, Some(2));
    assert!(failure.contains("it has a carriage return in it"), "{failure}");
    assert!(!failure.contains(&token[8..20]), "nothing of it is repeated");
    let (code, failure) = list(&format!("{address}/v2"), token);
    assert_eq!(code, Some(2));
    assert!(failure.contains("after the host and the port, or with /v1"), "{failure}");
}

#[test]
fn what_fails_on_the_way_leaves_the_key_pending() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let terminal = Terminal::open(&serve, "admin", folder.path());
    let unwritable = folder.path().join("no-such-folder/billing.key");
    let create = ["keys", "create", "--environment", "sandbox", "--name"];
    let (code, failure) = terminal.refused(&[&create[..], &["file", "--out", unwritable.to_str().unwrap()]].concat());
    assert_eq!((code, failure["code"].as_str()), (7, Some("folder_missing")));
    // There is no session bus in this terminal, so there is no keychain.
    let (code, failure) = terminal.refused(&[&create[..], &["keychain", "--keychain"]].concat());
    assert_eq!((code, failure["code"].as_str()), (7, Some("keychain_missing")));
    let listed = terminal.json(&["keys", "list", "--environment", "sandbox"]);
    for key in listed["keys"].as_array().unwrap() {
        assert_eq!(key["state"], "pending", "nobody has the secret of {}", key["name"]);
    }
}

#[test]
fn a_live_key_needs_activation_and_its_name_typed_to_be_revoked() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let terminal = Terminal::open(&serve, "admin", folder.path());
    let file = folder.path().join("live.key");
    let create = ["keys", "create", "--environment", "live", "--name", "payouts", "--out", file.to_str().unwrap()];
    let (code, failure) = terminal.refused(&create);
    assert_eq!((code, failure["code"].as_str()), (3, Some("live_not_activated")));

    let submit =
        ["activation", "submit", "--legal-name", "Acme", "--email", "ana@acme.example", "--purpose", "payouts"];
    assert_eq!(terminal.json(&submit)["state"], "submitted");
    let approved = journeys::serve::operate(serve.folder(), &["activation", "approve", "--reason", "checked"]);
    assert!(approved.status.success());
    assert_eq!(terminal.json(&["activation", "status"])["state"], "approved");
    terminal.done(&create);

    // Undo ends a successor that may be in use: a live one, too, by its name.
    let next = folder.path().join("next.key");
    let rotate = ["keys", "rotate", "--environment", "live", "payouts", "--out", next.to_str().unwrap()];
    let (code, failure) = terminal.refused(&[&rotate[..], &["--cause", "leaked"]].concat());
    assert_eq!((code, failure["code"].as_str()), (2, Some("name_not_confirmed")), "which would end the old key");
    terminal.done(&rotate);
    let rotations = terminal.json(&["rotations", "list", "--environment", "live"]);
    let undo = ["rotations", "undo", &text(&rotations, "/rotations/0/id")];
    let (code, failure) = terminal.refused(&undo);
    assert_eq!((code, failure["code"].as_str()), (2, Some("name_not_confirmed")));
    terminal.done(&[&undo[..], &["--confirm-name", "payouts"]].concat());

    let revoke = ["keys", "revoke", "--environment", "live", "payouts", "--reason", "no longer used"];
    let (code, failure) = terminal.refused(&revoke);
    assert_eq!((code, failure["code"].as_str()), (2, Some("name_not_confirmed")));
    terminal.done(&[&revoke[..], &["--confirm-name", "payouts"]].concat());
}

#[test]
fn each_kind_of_failure_has_its_exit_code() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let admin = Terminal::open(&serve, "admin", folder.path());
    let support = Terminal::open(&serve, "support", folder.path());
    let create = ["keys", "create", "--environment", "sandbox", "--out", "-", "--name"];
    let code = |refused: (i32, Value)| (refused.0, text(&refused.1, "/code"));
    assert_eq!(code(admin.refused(&[&create[..], &[""]].concat())), (2, "invalid_input".to_owned()));
    assert_eq!(code(support.refused(&[&create[..], &["x"]].concat())), (3, "not_allowed".to_owned()));
    let unknown = ["keys", "revoke", "--environment", "sandbox", "nobody", "--reason", "x"];
    assert_eq!(code(admin.refused(&unknown)), (4, "not_found".to_owned()));
    let stranger = Terminal::with_token(&serve, "ckm_wrong".to_owned(), folder.path());
    assert_eq!(code(stranger.refused(&["keys", "list", "--environment", "sandbox"])), (3, "signed_out".to_owned()));
    let address = serve.address("manage");
    serve.terminate();
    let output = Command::new(command_line())
        .args(["keys", "list", "--environment", "sandbox", "--json"])
        .env_clear()
        .env("HOME", folder.path())
        .env("CONDUIT_KEYS_URL", address)
        .env("CONDUIT_KEYS_TOKEN", "ckm_any")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(5), "the authority is gone: {}", texts(&output).1);
}

/// A person learns beforehand what they may do, and what they may not is refused with why: neither leaves a trace there.
#[test]
fn what_a_person_may_do_is_told_and_what_they_may_not_is_refused_before_it_is_sent() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let support = Terminal::open(&serve, "support", folder.path());
    let told = support.json(&["capabilities"]);
    assert_eq!(told["organization"]["role"], "support");
    let [sandbox, of_all] = ["/capabilities/environments/0/operations", "/capabilities/operations"]
        .map(|at| told.pointer(at).cloned().unwrap_or_default());
    assert_eq!(sandbox["read_keys"]["how"], "automatic");
    assert_eq!(sandbox["create_key"], serde_json::json!({ "how": "none", "why": "role" }));
    assert_eq!(of_all["submit_activation"]["why"], "role");
    let text = support.done(&["capabilities"]);
    assert!(text.contains("Role: support") && text.contains("no: not with your role"), "{text}");

    let refused = |words: &[&str]| {
        let (code, failure) = support.refused(words);
        assert_eq!((code, failure["code"].as_str()), (3, Some("not_allowed")), "{words:?}");
        failure["message"].as_str().unwrap_or_default().to_owned()
    };
    let out = folder.path().join("never.key");
    let create = ["keys", "create", "--environment", "sandbox", "--name", "x", "--out", out.to_str().unwrap()];
    assert!(refused(&create).contains("Your role there (support) may not create keys"));
    refused(&["keys", "rotate", "--environment", "sandbox", "x", "--out", "-"]);
    refused(&["keys", "revoke", "--environment", "sandbox", "x", "--reason", "x"]);
    refused(&["rotations", "finish", "rot_x"]);
    refused(&["rotations", "undo", "rot_x"]);
    refused(&["activation", "submit", "--legal-name", "A", "--email", "a@example.com", "--purpose", "x"]);
    assert!(!out.exists());
    let output = support.command(&["keys", "list", "--environment", "sandbox"]).output().unwrap();
    assert!(output.status.success(), "{}", texts(&output).1);
}

/// The checklist says what is proved and what is next; an operator decides from the terminal too, and nobody else.
#[test]
fn the_checklist_tells_what_is_next_and_an_operator_decides() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let [admin, operator] = ["admin", "operator"].map(|role| Terminal::open(&serve, role, folder.path()));
    let submit =
        ["activation", "submit", "--legal-name", "Acme", "--email", "ana@acme.example", "--purpose", "payouts"];
    let text = admin.done(&["activation"]);
    assert!(text.contains("first write") && text.contains("recommended") && text.contains("8 recommended"), "{text}");
    let (code, failure) = operator.refused(&["activation", "review"]);
    assert_eq!((code, failure["code"].as_str()), (2, Some("invalid_input")), "nothing is submitted yet");

    admin.done(&submit);
    let (code, failure) = admin.refused(&["activation", "approve", "--reason", "my own"]);
    assert_eq!((code, failure["code"].as_str()), (3, Some("not_allowed")));
    assert_eq!(operator.json(&["activation"])["decidable"], true);
    assert_eq!(operator.json(&["activation", "review"])["state"], "in_review");
    let ask = ["activation", "ask", "--reason", "legalName=The register has another name.", "--reason", "Which bank?"];
    let asked = operator.json(&ask);
    let expected = serde_json::json!([
        { "field": "legalName", "detail": "The register has another name." },
        { "field": null, "detail": "Which bank?" },
    ]);
    assert_eq!(asked["reasons"], expected);
    let text = admin.done(&["activation"]);
    assert!(text.contains("legalName: The register has another name."), "what, why and where: {text}");

    admin.done(&submit);
    let rejected = operator.json(&["activation", "reject", "--reason", "No.", "--resubmittable"]);
    assert_eq!((&rejected["state"], &rejected["submittable"]), (&"rejected".into(), &true.into()));
    admin.done(&submit);
    operator.done(&["activation", "approve", "--reason", "papers seen"]);
    assert!(admin.done(&["activation", "status"]).contains("Next: create the first live key"));
}

#[tokio::test]
async fn a_dead_secret_leaves_the_keychain_however_its_key_ended() {
    let desk = Desk::new(Theme::Light).await;
    let serve = Serve::start(&desk.at("authority"));
    let saved = Saved::connect(&desk, &serve);
    saved.done(&["keys", "create", "--environment", "sandbox", "--name", "billing", "--keychain"]);
    assert_eq!(desk.keychain().len(), 2, "the connection's token and the key's secret");
    let leaked = ["keys", "rotate", "--environment", "sandbox", "billing", "--cause", "leaked", "--keychain"];
    saved.done(&leaked);
    saved.done(&["keys", "list", "--environment", "sandbox"]);
    let listed: Value = serde_json::from_str(&saved.done(&["secrets", "list", "--json"])).unwrap();
    assert_eq!(listed.as_array().map(Vec::len), Some(1), "the successor's; the leaked one ended with the handover");
    assert_eq!(desk.keychain().len(), 2, "the token and the successor's secret, nothing dead");
    let successor = saved.done(&["secrets", "write", &text(&listed, "/0/key/key"), "--out", "-"]);
    serve.public(Environment::Sandbox, successor.trim()).get("/customers").await.expect_status(200);
}

/// The receipt says only what is known.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_receipt_without_a_proof_says_why_there_is_none() {
    let desk = Desk::new(Theme::Light).await;
    let serve = Serve::start_with(&desk.at("authority"), &["--address-rate", "1/1"]);
    let saved = Saved::connect(&desk, &serve);
    for name in ["first", "second", "third"] {
        saved.done(&["keys", "create", "--environment", "sandbox", "--name", name, "--keychain"]);
    }
    let revoke =
        |name: &str| saved.done(&["keys", "revoke", "--environment", "sandbox", name, "--reason", "end of the test"]);
    let proved = revoke("first");
    assert!(proved.contains("A call with it was refused: 401"), "{proved}");
    // Whoever else calls from this address leaves nothing of its rate: the call is turned away unjudged.
    let flood = serve.public(Environment::Sandbox, "");
    let flood = tokio::spawn(async move {
        loop {
            flood.get("/customers").await;
        }
    });
    let busy = revoke("second");
    flood.abort();
    assert!(busy.contains("proves nothing either way") && !busy.contains("refused: 4"), "{busy}");
    desk.lock_keychain();
    // A locked keychain has the connection's token too.
    let terminal = Terminal::open(&serve, "admin", desk.home());
    let mut command = desk.command(command_line());
    command.env("CONDUIT_KEYS_URL", serve.address("manage")).env("CONDUIT_KEYS_TOKEN", &terminal.token);
    let words = ["keys", "revoke", "--environment", "sandbox", "third", "--reason", "end of the test"];
    let locked = command.args(words).output().unwrap();
    let (locked, errors) = texts(&locked);
    assert!(locked.contains("the keychain could not be asked"), "{locked}{errors}");
}

/// What somebody writes in the place of a key's name.
#[tokio::test]
async fn a_key_is_found_by_a_name_that_looks_like_an_id_and_a_secret_in_its_place_goes_nowhere() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("authority"));
    let terminal = Terminal::open(&serve, "admin", folder.path());
    let posing = "key_0123456789012345678901";
    let (id, secret) = serve.manage("admin").create_active("sandbox", posing, "read_only").await;
    let revoke = |key: &str| ["keys", "revoke", "--environment", "sandbox", "--reason", "over", key].map(str::to_owned);
    let refused = |key: &str| {
        let words = revoke(key);
        terminal.refused(&words.each_ref().map(String::as_str))
    };
    let (code, failure) = refused(&secret);
    assert_eq!((code, failure["code"].as_str()), (2, Some("invalid_input")));
    assert!(!failure.to_string().contains(&secret[20..]), "it is not told back");
    assert_eq!(refused("key_9999999999999999999999").0, 4, "no id and no name");
    terminal.done(&revoke(posing).each_ref().map(String::as_str));
    assert_eq!(serve.manage("admin").state_of(&id).await, "revoked");
}

/// A shell that starts has neither a keychain nor a connection.
#[test]
fn a_shell_is_told_how_to_complete_the_words() {
    let home = tempfile::tempdir().unwrap();
    for (shell, word) in
        [("bash", "complete -F"), ("zsh", "#compdef conduit-keys"), ("fish", "complete -c conduit-keys")]
    {
        let mut command = Command::new(command_line());
        let output = command.args(["completion", shell]).env_clear().env("HOME", home.path()).output().unwrap();
        let script = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success() && script.contains(word) && script.contains("report-leak"), "{shell}");
    }
    assert_eq!(std::fs::read_dir(home.path()).unwrap().count(), 0, "and leaves nothing behind");
}

/// A secret goes into files and into a command by the same words as in the window; what cannot work is said before a key is made,
/// and one whose secret went nowhere stays pending.
#[test]
fn a_new_secret_is_sent_to_files_and_to_a_command() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let terminal = Terminal::open(&serve, "admin", folder.path());
    let file = |name: &str| folder.path().join(name).display().to_string();
    let (env, manifest, input) = (file(".env"), file("secret.yaml"), file("input"));
    let run = |name: &str, rest: &[&str]| {
        let create = ["keys", "create", "--environment", "sandbox", "--name", name];
        let mut command = terminal.command(&[&create[..], rest].concat());
        command.env("PATH", std::env::var_os("PATH").unwrap()).output().unwrap()
    };
    let everywhere = [
        "--env-file",
        &env,
        "--variable",
        "KEY",
        "--manifest",
        &manifest,
        "--manifest-name",
        "billing",
        "--send-to",
        "--",
        "/bin/sh",
        "-c",
        "cat > \"$1\"; echo stored",
        "sh",
        &input,
    ];
    std::fs::write(&env, "PORT=1\n").unwrap();
    let output = run("billing", &everywhere);
    let (out, errors) = texts(&output);
    assert!(output.status.success() && errors.is_empty(), "{errors}");
    let secret = std::fs::read_to_string(&input).unwrap();
    assert_eq!(secret.len(), 75, "the command got the secret alone");
    assert!(out.contains("/bin/sh took it and ended well. It said: stored") && !out.contains(&secret[12..24]), "{out}");
    assert_eq!(std::fs::read_to_string(&env).unwrap(), format!("PORT=1\nKEY={secret}\n"));
    let written = std::fs::read_to_string(&manifest).unwrap();
    assert!(written.ends_with(&format!("stringData:\n  \"CONDUIT_API_KEY\": \"{secret}\"\n")), "{written}");
    assert_eq!(Path::new(&manifest).metadata().unwrap().permissions().mode() & 0o777, 0o600);

    for (rest, code, message) in [
        (&["--manifest", &manifest, "--manifest-name", "a"][..], 7, "is there already. Add --replace"),
        (&["--out", &input], 7, "is there already. Add --replace"),
        (&["--manifest", "new.yaml", "--manifest-name", "No_Name"], 2, "Lower-case letters"),
        (&["--send-to", "--", "no-such-program"], 2, "There is no such program."),
        (&["--variable", "KEY"], 2, "--env-file"),
        (&["--send-to"], 2, "required arguments"),
    ] {
        let output = run("refused", rest);
        let (out, errors) = texts(&output);
        assert_eq!(output.status.code(), Some(code), "{rest:?}: {out} {errors}");
        assert!(errors.contains(message), "{rest:?}: {errors}");
    }
    let failed = run("failed", &["--send-to", "--", "/bin/sh", "-c", "cat; exit 3"]);
    let (out, errors) = texts(&failed);
    assert_eq!(failed.status.code(), Some(7), "{out} {errors}");
    assert!(errors.contains("ended with exit code 3. What it said is left out: it told the secret."), "{errors}");
    let listed = terminal.json(&["keys", "list", "--environment", "sandbox"]);
    let keys = listed["keys"].as_array().unwrap();
    let states: Vec<_> = keys.iter().map(|key| (text(key, "/name"), text(key, "/state"))).collect();
    let expected =
        [("failed", "pending"), ("billing", "active")].map(|(name, state)| (name.to_owned(), state.to_owned()));
    assert_eq!(states, expected, "nothing was made for what was refused");

    let git = Command::new("git").args(["init", "--quiet"]).current_dir(folder.path()).status().unwrap();
    assert!(git.success());
    let warned = run("warned", &["--out", &input, "--replace"]);
    let errors = texts(&warned).1;
    assert!(
        warned.status.success() && errors.contains("git would commit the secret. Name it in .gitignore"),
        "{errors}"
    );
}
