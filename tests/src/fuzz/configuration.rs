//! What an operator configures. The first byte chooses: words on the command line, a line each, or one of the texts and
//! files that they lead to.

use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::str::FromStr as _;
use std::time::{Duration, Instant};

use authority::{AuditKey, AuditPublicKey, LimitClass, Place, RateLimits, Seal};
use clap::Parser as _;
use keys::{Environment, Secret, bucket::Rate, proxy::TrustedProxies, wire::Role};

use self::arguments::{Arguments, StoreArguments, Verb};
use super::world;

#[path = "../../../src-tauri/crates/authority/src/main/arguments.rs"]
#[allow(dead_code, missing_docs, reason = "the program's own arguments; here they are only read")]
mod arguments;

const CHOICES: usize = 8;

pub fn run(bytes: &[u8]) {
    let Some((choice, rest)) = super::choose(bytes, CHOICES) else { return };
    let text = String::from_utf8_lossy(rest);
    match choice {
        0 => command_line(&text),
        1 => drop(Place::choose(Path::new("/nowhere"), Some(&text)).map(|place| place.name())),
        2 => drop(RateLimits { shared: Some(text.into_owned()), ..RateLimits::default() }.check()),
        3 => drop(TrustedProxies::parse(&text.split(',').collect::<Vec<_>>())),
        4 => small(&text),
        5 => drop(AuditPublicKey::from_str(&text)),
        6 => drop(Seal::from_secret(&Secret::new(text.into_owned()))),
        _ => key_file(rest),
    }
}

/// The words, and what `serve` does with them before it opens anything.
fn command_line(text: &str) {
    let words = std::iter::once("conduit-authority").chain(text.split('\n'));
    let Ok(arguments) = Arguments::try_parse_from(words) else { return };
    let Verb::Serve { store: StoreArguments { data_dir, database }, drain_seconds, guard, .. } = arguments.verb else {
        return;
    };
    let _ = Place::choose(&data_dir, database.as_deref()).map(|place| place.name());
    let _ = TrustedProxies::parse(&guard.trusted_proxies);
    let _ = RateLimits { shared: guard.limiter, ..RateLimits::default() }.check();
    // The stop has a moment by which it is over.
    let _ = Instant::now() + Duration::from_secs(drain_seconds) + Duration::from_secs(1);
}

fn small(text: &str) {
    if let Ok(rate) = Rate::from_str(text) {
        assert_eq!(Rate::from_str(&rate.to_string()), Ok(rate), "a rate is written as it is read");
    }
    let _ = (Environment::from_str(text), LimitClass::from_str(text), Role::from_str(text));
}

/// A file that should hold a key.
fn key_file(bytes: &[u8]) {
    let folder = FOLDER.with(|folder| folder.path().join("key"));
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true).mode(0o600);
    let written = options.open(&folder).and_then(|mut file| std::io::Write::write_all(&mut file, bytes));
    written.expect("there is room in memory");
    let _ = (Seal::read(&folder), AuditKey::read(&folder));
}

thread_local! {
    static FOLDER: tempfile::TempDir = world::in_memory();
}

pub fn seeds() -> Vec<Vec<u8>> {
    let of = |choice: u8, text: &str| [&[choice], text.as_bytes()].concat();
    let serve = "serve\n--data-dir\n/data\n--organization\nAcme\n--sandbox\n127.0.0.1:0\n--live\n[::1]:0\n--drain-seconds\n5\n\
        --trusted-proxy\n10.0.0.0/8\n--limiter\nredis://127.0.0.1:6379\n--address-rate\n50/100\n--connections-max\n1000\n\
        --keep-requests-days\n90\n--database\npostgresql://keys@db.internal/keys?connect_timeout=5";
    let sealing = Seal::mint(&keys::Ambient::system());
    vec![
        of(0, serve),
        of(0, "serve\n--data-dir\n/data\n--drain-seconds\n18446744073709551615"),
        of(0, "serve\n--data-dir\n/data\n--audit-checkpoint\n/c\n--audit-key-file\n/k\n--log-format\njson"),
        of(0, "limits\nset\n--data-dir\n/data\n--environment\nlive\n--class\nexpensive\n--rate\n5/10"),
        of(0, "audit\nverify\n--data-dir\n/data\n--checkpoint\n/c\n--audit-public-key\n00\n--json"),
        of(0, "application\nreject\napp_1\n--data-dir\n/data\n--reason\nx\n--failure-code\ncompliance_denied"),
        of(0, "member\ninvite\n--data-dir\n/data\n--email\nana@acme.example\n--revoke-totp"),
        of(1, "postgresql://keys:secret@[::1]:5432/keys?sslmode=require&options=-c%20x%3D1"),
        of(1, "host=/run/postgresql user=keys dbname=keys port=5433"),
        of(2, "rediss://user:pass@host:6379/1"),
        of(2, "unix:///run/redis.sock?db=1"),
        of(3, "10.0.0.0/8,2001:db8::/32,192.0.2.1"),
        of(4, "50/100"),
        of(4, "expensive"),
        of(5, &"d7".repeat(32)),
        of(6, sealing.expose()),
        of(7, &format!("{}\n", sealing.expose())),
        of(7, "ckau_"),
    ]
}
