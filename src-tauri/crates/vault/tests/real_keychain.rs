//! The vault against a real gnome-keyring, each test in a desktop session of its own.
#![cfg(target_os = "linux")]
#![allow(clippy::expect_used, clippy::panic, reason = "these are tests; a helper that fails is a failed test")]

mod keyring;
mod session;

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use keyring::{lock_default, login_keyring, secret_tool, signal_keyring, start_keyring};
use keys::Secret;
use session::{Bus, in_session};
use vault::{ItemId, KeychainStatus, Presence, Unlock, Vault, VaultError, presence};

const SERVICE: &str = "com.conduitkeys.desktop";

fn id(text: &str) -> ItemId {
    ItemId::new(text).expect("our own id")
}

/// Not of the vendor's format: no file of ours may hold a text that looks like a real key.
fn secret(n: u32) -> Secret {
    Secret::new(format!("test_secret_number_{n:08}_ünïcödé"))
}

fn ready() -> KeychainStatus {
    KeychainStatus::Ready { name: "Secret Service (GNOME Keyring)".to_owned() }
}

async fn read(vault: &Vault, item: &str) -> Option<String> {
    let found = vault.read(&id(item)).await.unwrap_or_else(|error| panic!("reading {item}: {error}"));
    found.map(|secret| secret.expose().to_owned())
}

fn at_once<T>(call: impl Future<Output = T>) -> Option<T> {
    match pin!(call).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(answer) => Some(answer),
        Poll::Pending => None,
    }
}

#[test]
fn a_saved_secret_is_read_by_us_and_by_another_program() {
    in_session(Bus::Desktop, "a_saved_secret_is_read_by_us_and_by_another_program", || async {
        start_keyring();
        let vault = Vault::open_keychain(SERVICE);
        assert_eq!(vault.status().await, ready());
        assert_eq!(vault.save(&id("a-key"), &secret(1)).await, Ok(()));
        assert_eq!(read(&vault, "a-key").await.as_deref(), Some(secret(1).expose()));

        let seen = secret_tool("lookup", SERVICE, "a-key");
        assert_eq!(String::from_utf8_lossy(&seen.stdout), secret(1).expose(), "another process finds the same item");
        let attributes = String::from_utf8_lossy(&secret_tool("search", SERVICE, "a-key").stdout).into_owned();
        assert!(attributes.contains("label = com.conduitkeys.desktop: a-key"), "our own words only: {attributes}");

        assert_eq!(vault.save(&id("a-key"), &secret(2)).await, Ok(()), "saving again replaces");
        assert_eq!(read(&vault, "a-key").await.as_deref(), Some(secret(2).expose()));
        assert_eq!(vault.remove(&id("a-key")).await, Ok(true));
        assert_eq!(vault.remove(&id("a-key")).await, Ok(false));
        assert!(secret_tool("lookup", SERVICE, "a-key").stdout.is_empty(), "removed for everybody");
    });
}

#[test]
fn many_callers_share_one_keychain() {
    in_session(Bus::Desktop, "many_callers_share_one_keychain", || async {
        start_keyring();
        let vault = Vault::open_keychain(SERVICE);
        let save = |n: u32| {
            let vault = vault.clone();
            tokio::spawn(async move { vault.save(&id(&format!("key-{n}")), &secret(n)).await })
        };
        let saves: Vec<_> = (0..40).map(save).collect();
        for (n, save) in (0..).zip(saves) {
            assert_eq!(save.await.expect("no panic in a runtime's thread"), Ok(()), "save {n}");
            assert_eq!(read(&vault, &format!("key-{n}")).await.as_deref(), Some(secret(n).expose()));
        }
    });
}

#[test]
fn a_locked_keychain_is_told_and_nothing_is_called_lost() {
    in_session(Bus::Desktop, "a_locked_keychain_is_told_and_nothing_is_called_lost", || async {
        start_keyring();
        let vault = Vault::open_keychain(SERVICE);
        vault.save(&id("kept"), &secret(1)).await.expect("unlocked");
        lock_default();
        assert_eq!(vault.status().await, KeychainStatus::Locked);
        assert_eq!(vault.save(&id("new"), &secret(2)).await, Err(VaultError::Locked));
        for item in ["kept", "never"] {
            assert_eq!(vault.read(&id(item)).await.err(), Some(VaultError::Locked), "{item}: it cannot know");
            assert_eq!(vault.remove(&id(item)).await, Err(VaultError::Locked), "{item}: it cannot know");
        }
        // There is no screen here, so the prompt ends by itself; nobody waits for it.
        assert_eq!(vault.unlock().await, Ok(Unlock::Asked));
        assert_eq!(vault.status().await, KeychainStatus::Locked, "asking is not unlocking");
        start_keyring();
        assert_eq!(vault.status().await, ready(), "the person typed the password elsewhere");
        assert_eq!(vault.unlock().await, Ok(Unlock::Unlocked), "nothing to ask for");
        assert_eq!(read(&vault, "kept").await.as_deref(), Some(secret(1).expose()));
        assert_eq!(read(&vault, "new").await, None, "the blocked save left nothing");
    });
}

#[test]
fn a_prompt_that_nobody_answers_holds_nobody_up() {
    in_session(Bus::Desktop, "a_prompt_that_nobody_answers_holds_nobody_up", || async {
        start_keyring();
        let prompter = keyring::unanswered_prompter();
        let vault = Vault::open_keychain(SERVICE);
        vault.save(&id("kept"), &secret(1)).await.expect("unlocked");
        lock_default();
        assert_eq!(vault.unlock().await, Ok(Unlock::Asked));
        prompter.await.expect("a prompt was asked for");
        assert_eq!(
            vault.status().await,
            KeychainStatus::Locked,
            "the prompt is on screen, and the vault still answers"
        );
        assert_eq!(vault.save(&id("new"), &secret(2)).await, Err(VaultError::Locked));
        assert_eq!(vault.read(&id("kept")).await.err(), Some(VaultError::Locked));
    });
}

#[test]
fn an_item_in_a_locked_collection_puts_no_prompt_on_screen() {
    in_session(Bus::Desktop, "an_item_in_a_locked_collection_puts_no_prompt_on_screen", || async {
        start_keyring();
        let mut prompter = keyring::unanswered_prompter();
        let vault = Vault::open_keychain(SERVICE);
        vault.save(&id("kept"), &secret(1)).await.expect("unlocked");
        lock_default();
        // The default collection is open now; the item lies in another, which is not.
        keyring::secret_service("SetAlias", &("default", keyring::alias("session")));
        assert_eq!(vault.read(&id("kept")).await.err(), Some(VaultError::Locked), "told, not waited for");
        assert_eq!(vault.remove(&id("kept")).await, Err(VaultError::Locked));
        assert!(prompter.try_recv().is_err(), "nothing appears on screen without a click");
    });
}

#[test]
fn without_a_session_bus_the_keychain_is_missing() {
    in_session(Bus::None, "without_a_session_bus_the_keychain_is_missing", missing);
}

#[test]
fn a_bus_without_a_keychain_is_missing_one() {
    in_session(Bus::Bare, "a_bus_without_a_keychain_is_missing_one", missing);
}

async fn missing() {
    let vault = Vault::open_keychain(SERVICE);
    assert_eq!(vault.status().await, KeychainStatus::Missing);
    assert_eq!(vault.save(&id("a-key"), &secret(1)).await, Err(VaultError::Missing));
    assert_eq!(vault.read(&id("a-key")).await.err(), Some(VaultError::Missing));
    assert_eq!(vault.remove(&id("a-key")).await, Err(VaultError::Missing));
}

#[test]
fn a_keychain_that_starts_later_is_found() {
    in_session(Bus::Bare, "a_keychain_that_starts_later_is_found", || async {
        let vault = Vault::open_keychain(SERVICE);
        assert_eq!(vault.status().await, KeychainStatus::Missing);
        start_keyring();
        assert_eq!(vault.status().await, ready(), "a first failure is not remembered for life");
        assert_eq!(vault.save(&id("a-key"), &secret(1)).await, Ok(()));
    });
}

#[test]
fn a_keychain_without_a_collection_is_not_an_empty_one() {
    in_session(Bus::Desktop, "a_keychain_without_a_collection_is_not_an_empty_one", || async {
        // The bus starts the daemon; nobody ever unlocked it, so there is no login collection.
        let vault = Vault::open_keychain(SERVICE);
        assert_eq!(vault.status().await, KeychainStatus::NoCollection);
        assert_eq!(vault.save(&id("a-key"), &secret(1)).await, Err(VaultError::NoCollection));
        assert_eq!(vault.read(&id("a-key")).await.err(), Some(VaultError::NoCollection), "None would read as 'lost'");
        assert_eq!(vault.remove(&id("a-key")).await, Err(VaultError::NoCollection));
        assert_eq!(vault.unlock().await, Err(VaultError::NoCollection));
    });
}

#[test]
fn a_killed_daemon_costs_nothing_once_it_is_back() {
    in_session(Bus::Desktop, "a_killed_daemon_costs_nothing_once_it_is_back", || async {
        start_keyring();
        let vault = Vault::open_keychain(SERVICE);
        vault.save(&id("a-key"), &secret(1)).await.expect("unlocked");
        for round in 2..5 {
            signal_keyring("-KILL");
            start_keyring();
            let found = read(&vault, "a-key").await;
            assert_eq!(found.as_deref(), Some(secret(round - 1).expose()), "round {round}: a new session is opened");
            assert_eq!(vault.save(&id("a-key"), &secret(round)).await, Ok(()), "round {round}");
        }
    });
}

#[test]
fn a_killed_daemon_that_the_bus_restarts_is_locked_not_empty() {
    in_session(Bus::Desktop, "a_killed_daemon_that_the_bus_restarts_is_locked_not_empty", || async {
        start_keyring();
        let vault = Vault::open_keychain(SERVICE);
        vault.save(&id("a-key"), &secret(1)).await.expect("unlocked");
        signal_keyring("-KILL");
        assert_eq!(vault.read(&id("a-key")).await.err(), Some(VaultError::Locked));
        assert_eq!(vault.status().await, KeychainStatus::Locked);
    });
}

#[test]
fn a_stuck_keychain_is_told_and_later_calls_do_not_wait() {
    in_session(Bus::Desktop, "a_stuck_keychain_is_told_and_later_calls_do_not_wait", || async {
        start_keyring();
        let vault = Vault::open_keychain(SERVICE);
        vault.save(&id("before"), &secret(1)).await.expect("unlocked");
        signal_keyring("-STOP");
        assert_eq!(vault.save(&id("given-up"), &secret(2)).await, Err(VaultError::NotResponding));
        assert_eq!(at_once(vault.status()), Some(KeychainStatus::NotResponding), "the first poll answers");
        let save = at_once(vault.save(&id("refused"), &secret(3)));
        assert_eq!(save, Some(Err(VaultError::NotResponding)), "never a second call behind a stuck one");

        signal_keyring("-CONT");
        while vault.status().await == KeychainStatus::NotResponding {
            tokio::task::yield_now().await;
        }
        assert_eq!(read(&vault, "before").await.as_deref(), Some(secret(1).expose()), "it recovers by itself");
        for unsaved in ["given-up", "refused"] {
            assert_eq!(read(&vault, unsaved).await, None, "{unsaved}: its owner was told that it is not saved");
        }
    });
}

#[test]
fn a_keychain_that_forgets_at_logout_is_not_saved_to() {
    in_session(Bus::Desktop, "a_keychain_that_forgets_at_logout_is_not_saved_to", || async {
        start_keyring();
        let vault = Vault::open_keychain(SERVICE);
        keyring::secret_service("SetAlias", &("default", keyring::alias("session")));
        assert_eq!(vault.status().await, KeychainStatus::Volatile);
        assert_eq!(vault.save(&id("a-key"), &secret(1)).await, Err(VaultError::Volatile));
        assert_eq!(read(&vault, "a-key").await, None, "the blocked save left nothing");
    });
}

#[test]
fn an_item_taken_behind_our_back_is_lost_by_the_index() {
    in_session(Bus::Desktop, "an_item_taken_behind_our_back_is_lost_by_the_index", || async {
        start_keyring();
        let vault = Vault::open_keychain(SERVICE);
        vault.save(&id("a-key"), &secret(1)).await.expect("unlocked");
        assert!(secret_tool("clear", SERVICE, "a-key").status.success(), "another program removes it");
        let found = read(&vault, "a-key").await.is_some();
        assert_eq!(presence(true, found), Presence::Lost);
        assert_eq!(presence(false, found), Presence::NeverSaved);
    });
}

#[test]
fn a_damaged_keyring_file_reads_as_lost_not_as_an_error() {
    in_session(Bus::Desktop, "a_damaged_keyring_file_reads_as_lost_not_as_an_error", || async {
        start_keyring();
        let vault = Vault::open_keychain(SERVICE);
        vault.save(&id("a-key"), &secret(1)).await.expect("unlocked");
        signal_keyring("-KILL");
        std::fs::File::options().write(true).open(login_keyring()).expect("its file").set_len(20).expect("it is cut");
        start_keyring();
        let found = read(&vault, "a-key").await.is_some();
        assert_eq!(presence(true, found), Presence::Lost, "the daemon quietly starts a new file");
        assert_eq!(vault.save(&id("a-key"), &secret(2)).await, Ok(()), "and the new one works");
    });
}

#[test]
fn two_items_of_one_id_are_not_picked_from() {
    in_session(Bus::Desktop, "two_items_of_one_id_are_not_picked_from", || async {
        start_keyring();
        let vault = Vault::open_keychain(SERVICE);
        vault.save(&id("a-key"), &secret(1)).await.expect("unlocked");
        // The same attributes once more, in the session's collection.
        keyring::secret_service("SetAlias", &("default", keyring::alias("session")));
        keyring::store_as_other_program(SERVICE, "a-key");
        keyring::secret_service("SetAlias", &("default", keyring::alias("login")));
        assert_eq!(vault.read(&id("a-key")).await.err(), Some(VaultError::Ambiguous));
        assert_eq!(vault.save(&id("a-key"), &secret(2)).await, Err(VaultError::Ambiguous));
        assert_eq!(vault.remove(&id("a-key")).await, Err(VaultError::Ambiguous));
    });
}

#[test]
fn a_service_name_that_would_break_the_bus_is_refused() {
    in_session(Bus::Desktop, "a_service_name_that_would_break_the_bus_is_refused", || async {
        start_keyring();
        for service in ["", "com\0conduit", "com.conduit kéys"] {
            let answer = Vault::open_keychain(service).save(&id("a-key"), &secret(1)).await;
            assert!(matches!(answer, Err(VaultError::Refused(_))), "{service:?}: {answer:?}");
        }
    });
}
