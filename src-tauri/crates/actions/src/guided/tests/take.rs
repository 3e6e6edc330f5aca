//! Taking a secret.

use super::*;

#[tokio::test]
async fn a_wrong_paste_is_neither_kept_nor_sent_nor_repeated() {
    let desk = Desk::new();
    let app = desk.app();
    let (known, old) = desk.created(&app).await;
    let (rotation, calls) = (desk.begin(&app, GuidedOperation::Rotate, &known).await, desk.keychain.saves_tried());
    let (good, mint) = (desk.working(), |prefix| mint_with_prefix(prefix, &Ambient::system()).expose().to_owned());
    for pasted in [
        String::new(),
        " \n".to_owned(),
        format!("{}\n", good.expose()),
        mint("acme_pub_"),
        mint("acme_real_"),
        mint("sk_test_"),
        format!("{}0", good.expose()),
        old.expose().to_owned(),
    ] {
        let failure = app.take_secret(&step(&rotation, 0), &Secret::new(pasted.clone())).await.unwrap_err();
        assert_eq!((failure.code, failure.fields[0].pointer.as_str()), (Code::InvalidInput, "/secret"));
        assert!(pasted.trim().is_empty() || !format!("{failure:?}").contains(pasted.trim()), "{failure:?}");
    }
    assert_eq!((desk.keychain.saves_tried(), desk.place.calls.load(Ordering::SeqCst)), (calls, 1));
    assert_eq!(app.take_secret(&step(&rotation, 0), &good).await.unwrap().at, 1);
}

#[tokio::test]
async fn a_secret_that_is_in_the_keychain_and_not_noted_need_not_be_pasted_again() {
    for before_it_was_noted in
        ["INSERT ON guided_steps", "UPDATE OF taking ON guided_runs WHEN NEW.taking < OLD.taking"]
    {
        let desk = Desk::new();
        let app = desk.app();
        let (run, secret) = (desk.creating(&app).await, desk.working());
        desk.journal(&format!(
            "CREATE TRIGGER fault BEFORE {before_it_was_noted} BEGIN SELECT RAISE(ABORT, 'died'); END"
        ));
        app.take_secret(&step(&run, 2), &secret).await.unwrap_err();
        assert_eq!(desk.kept(&run).as_deref(), Some(secret.expose()), "the keychain has it already");
        drop(app);
        desk.journal("DROP TRIGGER fault");

        desk.keychain.set_status(KeychainStatus::Locked);
        let locked = desk.app().get_run(&run).await.unwrap();
        assert_eq!((locked.at, locked.perhaps_taken), (2, true), "not known is not lost");
        desk.keychain.set_status(KeychainStatus::Ready { name: "memory".to_owned() });
        let app = desk.app();
        let found = app.get_run(&run).await.unwrap();
        assert_eq!((found.at, found.perhaps_taken), (3, false));
        app.prove_step(desk.at(), &step(&run, 3)).await.unwrap();
        assert_eq!(app.secret_for_copy(&KeyRef::new(HERE, &run)).await.unwrap().expose(), secret.expose());
    }
}

#[tokio::test]
async fn a_keychain_that_keeps_nothing_leaves_the_step_to_be_done() {
    let desk = Desk::new();
    let app = desk.app();
    let (run, secret) = (desk.creating(&app).await, desk.working());
    desk.keychain.fail_next(VaultError::Locked);
    assert_eq!(wrong(app.take_secret(&step(&run, 2), &secret).await).0, Code::KeychainLocked);
    let open = desk.app().list_open_runs().await.unwrap();
    assert_eq!((open.len(), open[0].at), (1, 2));
    assert_eq!(desk.app().take_secret(&step(&run, 2), &secret).await.unwrap().at, 3);
}

#[tokio::test]
async fn neither_a_view_nor_the_journal_holds_a_secret() {
    let desk = Desk::new();
    let app = desk.app();
    let (run, secret) = (desk.creating(&app).await, desk.working());
    app.take_secret(&step(&run, 2), &secret).await.unwrap();
    *lock(&desk.place.trouble) = Some((500, secret.expose().to_owned()));
    app.prove_step(desk.at(), &step(&run, 3)).await.unwrap();
    *lock(&desk.place.trouble) = None;
    app.prove_step(desk.at(), &step(&run, 3)).await.unwrap();
    let shown = serde_json::to_string(&app.get_run(&run).await.unwrap()).unwrap();
    assert!(shown.contains("\"taken\"") && !shown.contains(&secret.expose()[..30]), "{shown}");
    drop(app);
    let body = &secret.expose().as_bytes()["acme_test_".len()..][..16];
    for file in std::fs::read_dir(desk.folder.path()).unwrap() {
        let path: &Path = &file.unwrap().path();
        let bytes = std::fs::read(path).unwrap();
        assert!(!bytes.windows(body.len()).any(|window| window == body), "{}", path.display());
    }
}
