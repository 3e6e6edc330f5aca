//! The guarantees of the handle, on a keychain in memory that fails on command.

use std::future::Future;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

use keys::Secret;
use tokio::time::{Instant, pause, resume};

use crate::{ItemId, KeychainStatus, MemoryVault, SECRET_BYTES_MAX, Unlock, Vault, VaultError};

fn id() -> ItemId {
    ItemId::new("connection-1").expect("our own id")
}

fn secret() -> Secret {
    Secret::new("ck_sandbox_for-this-test-only".to_owned())
}

/// The answer, if there is one without any waiting.
fn at_once<T>(call: impl Future<Output = T>) -> Option<T> {
    begin(pin!(call))
}

/// Polls once, which sends the call to the thread.
fn begin<T>(call: Pin<&mut impl Future<Output = T>>) -> Option<T> {
    match call.poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(answer) => Some(answer),
        Poll::Pending => None,
    }
}

/// Leaves the thread stuck in a call that its caller gave up on.
async fn stick(memory: &MemoryVault, vault: &Vault) {
    memory.block();
    let before = Instant::now();
    let (item, secret) = (id(), secret());
    let mut call = pin!(vault.save(&item, &secret));
    assert!(begin(call.as_mut()).is_none(), "it waits for the keychain");
    memory.until_blocked();
    pause();
    assert_eq!(call.await, Err(VaultError::NotResponding));
    let waited = before.elapsed();
    resume();
    assert!(waited.as_secs() == 5, "virtual time, so this is the promise and not the machine's speed: {waited:?}");
}

/// Waits for the stuck call to end, by asking: `status` answers at once while it has not.
async fn until_it_answers(vault: &Vault) {
    while vault.status().await == KeychainStatus::NotResponding {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_saved_secret_is_read_back_and_removed_once() {
    let vault = Vault::in_memory();
    assert_eq!(vault.save(&id(), &secret()).await, Ok(()));
    let read = vault.read(&id()).await.expect("memory answers").expect("it was saved");
    assert_eq!(read.digest(), secret().digest());
    assert_eq!(vault.remove(&id()).await, Ok(true));
    assert_eq!(vault.remove(&id()).await, Ok(false), "removing twice is no error, and says so");
    assert!(vault.read(&id()).await.expect("memory answers").is_none());
}

#[tokio::test]
async fn nothing_is_written_unless_the_keychain_is_ready() {
    let states = [
        (KeychainStatus::Locked, VaultError::Locked),
        (KeychainStatus::Missing, VaultError::Missing),
        (KeychainStatus::NoCollection, VaultError::NoCollection),
        (KeychainStatus::Volatile, VaultError::Volatile),
    ];
    for (status, error) in states {
        let memory = MemoryVault::new();
        memory.set_status(status);
        assert_eq!(memory.vault().save(&id(), &secret()).await, Err(error));
        assert_eq!(memory.saves_tried(), 0, "{error:?}: a blocked save must not reach the keychain");
    }
}

#[tokio::test]
async fn a_keychain_that_cannot_know_never_says_that_nothing_is_there() {
    for status in [KeychainStatus::Locked, KeychainStatus::Missing, KeychainStatus::NoCollection] {
        let memory = MemoryVault::new();
        memory.set_status(status.clone());
        assert!(memory.vault().read(&id()).await.is_err(), "{status:?}: None would read as 'lost'");
        assert!(memory.vault().remove(&id()).await.is_err(), "{status:?}: false would read as 'already removed'");
    }
}

#[tokio::test]
async fn a_volatile_keychain_can_be_read_but_not_saved_to() {
    let memory = MemoryVault::new();
    let vault = memory.vault();
    vault.save(&id(), &secret()).await.expect("ready");
    memory.set_status(KeychainStatus::Volatile);
    assert!(vault.read(&id()).await.expect("reading is not blocked").is_some());
    assert_eq!(vault.save(&id(), &secret()).await, Err(VaultError::Volatile), "it would be gone at logout");
}

#[tokio::test]
async fn a_secret_that_reads_back_different_is_not_saved() {
    let memory = MemoryVault::new();
    memory.garble_next_save();
    assert_eq!(memory.vault().save(&id(), &secret()).await, Err(VaultError::NotKept));
}

#[tokio::test]
async fn secrets_of_impossible_length_are_refused() {
    let (memory, longest) = (MemoryVault::new(), "x".repeat(SECRET_BYTES_MAX));
    for text in [String::new(), format!("{longest}x")] {
        assert_eq!(memory.vault().save(&id(), &Secret::new(text)).await, Err(VaultError::BadLength));
    }
    assert_eq!(memory.vault().save(&id(), &Secret::new(longest)).await, Ok(()), "the bound itself is allowed");
}

#[tokio::test]
async fn the_next_call_fails_as_told_and_the_one_after_works() {
    let memory = MemoryVault::new();
    let vault = memory.vault();
    memory.fail_next(VaultError::Locked);
    assert_eq!(vault.save(&id(), &secret()).await, Err(VaultError::Locked));
    assert_eq!(vault.save(&id(), &secret()).await, Ok(()));
    memory.fail_next(VaultError::Missing);
    assert_eq!(vault.status().await, KeychainStatus::Missing, "a failed question is a state, too");
}

#[tokio::test]
async fn a_locked_keychain_is_asked_to_unlock_and_not_waited_for() {
    let memory = MemoryVault::new();
    memory.set_status(KeychainStatus::Locked);
    assert_eq!(memory.vault().unlock().await, Ok(Unlock::Asked));
    memory.set_status(KeychainStatus::NoCollection);
    assert_eq!(memory.vault().unlock().await, Err(VaultError::NoCollection), "no password unlocks what is not there");
}

#[tokio::test]
async fn nobody_queues_behind_a_stuck_call() {
    let memory = MemoryVault::new();
    let vault = memory.vault();
    stick(&memory, &vault).await;
    assert_eq!(at_once(vault.status()), Some(KeychainStatus::NotResponding), "the first poll answers");
    assert_eq!(at_once(vault.clone().remove(&id())), Some(Err(VaultError::NotResponding)), "clones share the thread");
    memory.release();
    until_it_answers(&vault).await;
    assert_eq!(vault.save(&id(), &secret()).await, Ok(()), "once the keychain is back, so is the vault");
}

#[tokio::test]
async fn a_save_that_nobody_waits_for_is_not_made_later() {
    let memory = MemoryVault::new();
    let vault = memory.vault();
    stick(&memory, &vault).await;
    memory.release();
    until_it_answers(&vault).await;
    assert_eq!(memory.saves_tried(), 0, "its owner was told that the secret is not saved");
    assert!(memory.stored(&id()).is_none());
}

#[tokio::test]
async fn a_remove_that_nobody_waits_for_is_not_made_later() {
    let memory = MemoryVault::new();
    let vault = memory.vault();
    vault.save(&id(), &secret()).await.expect("ready");
    memory.block();
    let item = id();
    let mut call = pin!(vault.remove(&item));
    assert!(begin(call.as_mut()).is_none(), "it waits for the keychain");
    memory.until_blocked();
    pause();
    assert_eq!(call.await, Err(VaultError::NotResponding));
    resume();
    memory.release();
    until_it_answers(&vault).await;
    assert!(memory.stored(&id()).is_some(), "by then its caller may have thought again");
}

#[tokio::test]
async fn a_call_given_up_while_it_waited_for_its_turn_is_skipped() {
    let memory = MemoryVault::new();
    let vault = memory.vault();
    memory.block();
    let (first, second, secret) = (id(), ItemId::new("other").expect("our own id"), secret());
    let (mut stuck, mut queued) = (pin!(vault.save(&first, &secret)), pin!(vault.save(&second, &secret)));
    assert!(begin(stuck.as_mut()).is_none() && begin(queued.as_mut()).is_none(), "both wait");
    memory.until_blocked();
    pause();
    let answers = (stuck.await, queued.await);
    resume();
    assert_eq!(answers, (Err(VaultError::NotResponding), Err(VaultError::NotResponding)));
    memory.release();
    until_it_answers(&vault).await;
    assert_eq!(memory.saves_tried(), 0, "neither the stuck one nor the one behind it");
    assert_eq!(memory.calls(), 2, "the stuck save and the last question; the queued save never reached the keychain");
}

#[tokio::test]
async fn a_panic_in_the_keychain_costs_one_call_only() {
    let memory = MemoryVault::new();
    let vault = memory.vault();
    memory.panic_next();
    assert_eq!(vault.save(&id(), &secret()).await, Err(VaultError::NotResponding));
    assert_eq!(vault.save(&id(), &secret()).await, Ok(()), "the thread outlives a library's bug");
}

#[test]
fn a_success_that_nobody_heard_is_undone_unless_it_replaced_something() {
    use crate::backend::Backend as _;
    use crate::rules::{Saved, undo};
    let mut memory = MemoryVault::new();
    memory.put(&id(), &secret()).expect("memory");
    undo(&mut memory, &id(), &Saved::Replaced);
    assert!(memory.stored(&id()).is_some(), "what it replaced cannot be brought back");
    undo(&mut memory, &id(), &Saved::New);
    assert!(memory.stored(&id()).is_none(), "a secret that its owner believes unsaved must not stay");
}

#[test]
fn the_vault_prints_nothing_of_what_it_holds() {
    assert_eq!(format!("{:?}", Vault::in_memory()), "Vault");
}
