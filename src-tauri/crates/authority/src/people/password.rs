//! Passwords: Argon2id, off the async threads, and never more of them at once than the machine can bear.

use std::sync::{Arc, OnceLock};

use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher as _, PasswordVerifier as _, phc::PasswordHash},
};
use keys::{Ambient, sign_in::Standing, wire::Code};
use tokio::sync::Semaphore;
use zeroize::Zeroizing;

use crate::Failure;

/// OWASP's password storage cheat sheet: Argon2id with at least 19 MiB of memory, 2 passes and 1 lane.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;
const SALT_BYTES: usize = 16;
/// Who waits behind the one hash that is being made. More of them are told to come back: a flood must not pile up.
const WAITING_MAX: usize = 8;

/// Characters of a password at least. With the slow-down and the hash, length is all that is asked for.
pub const LENGTH_MIN: usize = 12;
/// Characters of a password at most: nobody types more, and a hash of a megabyte is an attack.
pub const LENGTH_MAX: usize = 256;

/// Where passwords are hashed. Strangers and known devices have a lane each, so that a flood of the former does not keep
/// the latter waiting; together they use 38 MiB at most.
#[derive(Clone)]
pub struct Passwords {
    known: Lane,
    strangers: Lane,
    /// The hash of nobody's password, so that an unknown address costs the same work.
    nobodys: Arc<OnceLock<String>>,
    ambient: Ambient,
}

#[derive(Clone)]
struct Lane {
    running: Arc<Semaphore>,
    waiting: Arc<Semaphore>,
}

impl Lane {
    fn new() -> Self {
        Self { running: Arc::new(Semaphore::new(1)), waiting: Arc::new(Semaphore::new(WAITING_MAX)) }
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Failure> {
        let busy = || Failure::refused(Code::ServiceUnavailable, "Too many passwords are being checked at once.");
        let waiting = self.waiting.clone().try_acquire_owned().map_err(|_| busy())?;
        let running = self.running.clone().acquire_owned().await.map_err(|_| busy())?;
        let task = tokio::task::spawn_blocking(move || {
            // Held until the work is done, also when the asker has gone away meanwhile.
            let _held = (waiting, running);
            work()
        });
        task.await.map_err(|_| busy())
    }
}

impl Passwords {
    /// With the source of salts.
    pub fn new(ambient: Ambient) -> Self {
        Self { known: Lane::new(), strangers: Lane::new(), nobodys: Arc::default(), ambient }
    }

    /// Hashes a new password.
    ///
    /// # Errors
    /// [`Code::ServiceUnavailable`] when too many wait.
    pub async fn hash(&self, password: Zeroizing<String>) -> Result<String, Failure> {
        let ambient = self.ambient.clone();
        let hashed = self.known.run(move || hash(&password, &ambient)).await?;
        hashed.ok_or_else(|| Failure::refused(Code::InternalError, "The password could not be hashed."))
    }

    /// Whether the password is the one of a stored hash. Without a hash the work is the same, and the answer no.
    ///
    /// # Errors
    /// [`Code::ServiceUnavailable`] when too many wait.
    pub async fn is_right(
        &self,
        standing: Standing,
        password: Zeroizing<String>,
        stored: Option<String>,
    ) -> Result<bool, Failure> {
        let lane = if standing == Standing::KnownDevice { &self.known } else { &self.strangers };
        let (nobodys, ambient) = (self.nobodys.clone(), self.ambient.clone());
        lane.run(move || {
            let somebodys = stored.is_some();
            let stored = stored.unwrap_or_else(|| {
                nobodys.get_or_init(|| hash("nobody's password", &ambient).unwrap_or_default()).clone()
            });
            matches(&password, &stored) && somebodys
        })
        .await
    }

    /// Makes the hash that unknown addresses are checked against, so that not even the first check takes longer.
    pub fn prepare(&self) {
        self.nobodys.get_or_init(|| hash("nobody's password", &self.ambient).unwrap_or_default());
    }
}

fn argon2id() -> Option<Argon2<'static>> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).ok()?;
    Some(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn hash(password: &str, ambient: &Ambient) -> Option<String> {
    let mut salt = [0; SALT_BYTES];
    ambient.fill(&mut salt);
    Some(argon2id()?.hash_password_with_salt(password.as_bytes(), &salt).ok()?.to_string())
}

fn matches(password: &str, stored: &str) -> bool {
    let Ok(stored) = PasswordHash::new(stored) else { return false };
    argon2id().is_some_and(|argon2| argon2.verify_password(password.as_bytes(), &stored).is_ok())
}

/// Checks a new password's form; `email` is what it must not be.
///
/// # Errors
/// Names the field.
pub fn check_new(pointer: &str, password: &str, email: &str) -> Result<(), Failure> {
    let length = password.chars().count();
    let complaint = if length < LENGTH_MIN {
        format!("A password has at least {LENGTH_MIN} characters.")
    } else if length > LENGTH_MAX {
        format!("A password has at most {LENGTH_MAX} characters.")
    } else if password.to_lowercase() == email.to_lowercase() {
        "A password cannot be the e-mail address.".to_owned()
    } else {
        return Ok(());
    };
    Err(Failure::invalid_field(pointer, complaint))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret(text: &str) -> Zeroizing<String> {
        Zeroizing::new(text.to_owned())
    }

    #[tokio::test]
    async fn only_the_right_password_matches_and_hashes_say_how_they_were_made() {
        let passwords = Passwords::new(Ambient::system());
        let stored = passwords.hash(secret("correct horse battery")).await.unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
        let again = passwords.hash(secret("correct horse battery")).await.unwrap();
        assert_ne!(again, stored, "each hash has its own salt");
        for standing in [Standing::KnownDevice, Standing::Stranger] {
            let check = |word| passwords.is_right(standing, secret(word), Some(stored.clone()));
            assert!(check("correct horse battery").await.unwrap());
            assert!(!check("correct horse batterz").await.unwrap());
        }
    }

    #[tokio::test]
    async fn nobodys_password_is_never_right() {
        let passwords = Passwords::new(Ambient::system());
        assert!(!passwords.is_right(Standing::Stranger, secret("nobody's password"), None).await.unwrap());
    }

    #[tokio::test]
    async fn a_flood_of_strangers_is_turned_away_and_known_devices_go_on() {
        let passwords = Passwords::new(Ambient::system());
        let stored = passwords.hash(secret("correct horse battery")).await.unwrap();
        let held = passwords.strangers.running.clone().acquire_owned().await.unwrap();
        let flood: Vec<_> = (0..WAITING_MAX)
            .map(|_| {
                let passwords = passwords.clone();
                tokio::spawn(async move { passwords.is_right(Standing::Stranger, secret("guess"), None).await })
            })
            .collect();
        while passwords.strangers.waiting.available_permits() > 0 {
            tokio::task::yield_now().await;
        }
        let one_more = passwords.is_right(Standing::Stranger, secret("guess"), None).await;
        assert!(matches!(one_more, Err(Failure::Refused { code: Code::ServiceUnavailable, .. })), "{one_more:?}");
        let known = passwords.is_right(Standing::KnownDevice, secret("correct horse battery"), Some(stored)).await;
        assert!(known.unwrap(), "a known device does not wait for strangers");
        drop(held);
        for guess in flood {
            assert!(!guess.await.unwrap().unwrap(), "who waited is answered");
        }
    }
}
