//! Documents of an activation: real files, dragged onto the real window and sent from there, and from a terminal.

use std::fs;
use std::path::{Path, PathBuf};

use journeys::serve::operate;
use journeys::terminal::Terminal;
use journeys::window::named;
use journeys::{Desk, Serve, Theme, WITHIN, Window, eventually};
use serde_json::json;
use sha2::{Digest as _, Sha256};

use super::authority::documents::{PDF, pdf_of};

/// A file of a person's, with this in it.
fn file(folder: &Path, name: &str, content: &[u8]) -> PathBuf {
    let path = folder.join(name);
    fs::write(&path, content).unwrap();
    path
}

/// Drags files onto the window and lets them go.
async fn put_on(window: &Window, desk: &Desk, files: &[&Path], picture: &str) {
    let over = desk.windows("Conduit Keys").pop().expect("the window is open");
    let dragged = desk.drag_files(over, files);
    window.sees("documents-over").await;
    window.picture(picture).await;
    dragged.drop();
    window.sees_no("documents-over").await;
}

#[tokio::test]
async fn files_that_are_dropped_on_the_window_are_attached_or_say_why_not() {
    let desk = Desk::new(Theme::Light).await;
    let mut window = Window::open(&desk).await;
    window.set_up("Acme Ltd").await;
    window.go_to("activation", "documents-choose").await;
    let (register, large) = (pdf_of(3_000_000), pdf_of(6_000_000));
    let register = file(desk.home(), "register.pdf", &register);
    put_on(&window, &desk, &[&register], "light-documents-over").await;
    window.reads("upload", "register.pdf").await;
    window.driver.choose(&named("upload-kind"), "certificate_of_incorporation").await;
    window.click("documents-attach").await;
    let told = window.reads("document", "Certificate of incorporation, PDF, 2.9 MB").await;
    let sent = hex::encode(Sha256::digest(fs::read(&register).unwrap()));
    assert!(told.contains(&sent[..8]), "what arrived is what was dropped: {told}");
    window.sees_no("upload").await;

    let more = [file(desk.home(), "large.pdf", &large), file(desk.home(), "scan Łódź.png", PDF)];
    put_on(&window, &desk, &[&more[0], &more[1]], "light-documents-over-again").await;
    for at in [1, 2] {
        let kind = format!("li[data-testid=upload]:nth-child({at}) [data-testid=upload-kind]");
        window.driver.choose(&kind, "proof_of_address").await;
    }
    window.picture("light-documents-ready").await;
    window.click("documents-attach").await;
    window.reads("upload-failed", "too large: at most 5 MB").await;
    let second = "li[data-testid=document]:nth-child(2)";
    let told = window.driver.reads(second, "scan Łódź.png").await;
    assert!(told.contains("PDF"), "its type is its content's: {told}");
    window.picture("light-documents").await;

    window.driver.click(&format!("{second} [data-testid=document-remove]")).await;
    window.click("document-remove-confirm").await;
    window.driver.gone(second).await;
    window.close(&desk).await;
}

/// Neither a path nor any content goes through the page: what is saved again is what was chosen, byte for byte.
#[tokio::test]
async fn a_document_is_chosen_and_saved_by_the_systems_own_dialogs() {
    let desk = Desk::new(Theme::Light).await;
    let mut window = Window::open(&desk).await;
    window.set_up("Acme Ltd").await;
    window.go_to("activation", "documents-choose").await;
    window.click("documents-choose").await;
    desk.leave_file_dialog("Attach documents: PDF, PNG or JPEG").await;
    let register = file(desk.home(), "register.pdf", &pdf_of(200_000));
    window.click("documents-choose").await;
    desk.answer_file_dialog("Attach documents: PDF, PNG or JPEG", &register).await;
    window.reads("upload", "register.pdf").await;
    window.driver.choose(&named("upload-kind"), "certificate_of_incorporation").await;
    window.click("documents-attach").await;
    window.reads("document", "register.pdf").await;
    let saved = desk.at("as-reviewed.pdf");
    window.click("document-save").await;
    desk.answer_file_dialog("Save the document to", &saved).await;
    let written = || async { (fs::read(&saved).ok()? == fs::read(&register).ok()?).then_some(()) };
    eventually("it is saved", WITHIN, written).await;
    window.close(&desk).await;
}

#[tokio::test]
async fn a_terminal_attaches_reads_saves_and_removes_documents() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let admin = Terminal::open(&serve, "admin", folder.path());
    let register = file(folder.path(), "register.png", PDF);
    let register = register.to_str().unwrap();
    let attach = ["activation", "attach", register, "--kind", "certificate_of_incorporation"];
    let attached = admin.json(&attach);
    assert_eq!(
        (&attached[0]["fileName"], &attached[0]["contentType"]),
        (&json!("register.png"), &json!("application/pdf"))
    );
    assert_eq!(admin.json(&attach), attached, "attached twice it is one document");
    let id = attached[0]["id"].as_str().unwrap();
    assert!(admin.done(&["activation", "documents"]).contains("register.png"));
    assert!(admin.done(&["activation"]).contains("1 document is attached"));
    let program = file(folder.path(), "honest.pdf", b"MZ");
    let (code, refused) = admin.refused(&["activation", "attach", program.to_str().unwrap(), "--kind", "other"]);
    assert_eq!((code, &refused["fields"][0]["code"]), (2, &json!("not_a_document")), "{refused}");

    let to = folder.path().join("fetched.pdf");
    let fetch = ["activation", "fetch", id, "--to", to.to_str().unwrap()];
    let support = Terminal::open(&serve, "support", folder.path());
    assert_eq!(support.refused(&fetch).0, 3, "support has no say over what is in it");
    assert_eq!(support.refused(&attach).0, 3);
    let operator = Terminal::open(&serve, "operator", folder.path());
    operator.done(&fetch);
    assert_eq!(fs::read(&to).unwrap(), PDF);
    assert_eq!(operator.refused(&fetch).1["code"], "file_exists", "no file is lost unasked");
    operator.done(&[&fetch[..], &["--replace"]].concat());

    let submit = ["activation", "submit", "--legal-name", "Acme", "--email", "a@acme.example", "--purpose", "Payouts"];
    admin.done(&submit);
    let (code, refused) = admin.refused(&["activation", "detach", id]);
    assert_eq!(code, 2, "{refused}");
    let back = operate(serve.folder(), &["activation", "request-information", "--reason", "documents=It is too old."]);
    assert!(back.status.success());
    assert!(admin.done(&["activation"]).contains("It is too old."));
    assert_eq!(admin.json(&["activation", "detach", id]), json!([]));
    assert_eq!(admin.json(&["activation", "detach", id]), json!([]), "removed twice");
}
