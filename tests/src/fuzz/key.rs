//! The text of a key: by the rules alone, and as it arrives in its header.

use axum::body::Body;
use axum::http::{HeaderValue, Request};
use keys::{Environment, Secret, mint, verdict};

use super::world;

pub fn run(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    for environment in [Environment::Sandbox, Environment::Live] {
        let _ = verdict::screen(Some(&text), environment);
        let _ = mint::is_well_formed(&text, environment.key_prefix());
    }
    let secret = Secret::new(text.into_owned());
    let (hint, shown) = (secret.hint(), format!("{secret:?}"));
    assert!(hint.last_four.chars().count() <= 4, "a hint tells four characters at most");
    assert!(secret.expose().len() < 16 || !shown.contains(secret.expose()), "a secret is not shown");
    let Ok(value) = HeaderValue::from_bytes(bytes) else { return };
    world::within(|world| {
        let is_the_one = bytes == world.secret.as_bytes();
        for environment in [Environment::Sandbox, Environment::Live] {
            for path in ["/verify", "/v2/customers?limit=1"] {
                let request = Request::get(path).header(keys::wire::API_KEY, value.clone()).body(Body::empty());
                let (status, _) = world.ask_public(environment, request.expect("a request"));
                let is_good = matches!(status, 200 | 204);
                let wanted = is_the_one && environment == Environment::Sandbox;
                assert_eq!(is_good, wanted, "no key is good but the one that was created, where it belongs: {status}");
            }
        }
    });
}

pub fn seeds() -> Vec<Vec<u8>> {
    let secret = world::secret().expose().to_owned();
    let changed = |from: &str, to: &str| secret.replacen(from, to, 1).into_bytes();
    vec![
        secret.clone().into_bytes(),
        changed("ck_sandbox_", "ck_live_"),
        changed("ck_sandbox_", ""),
        secret.to_uppercase().into_bytes(),
        secret.as_bytes()[..secret.len() - 1].to_vec(),
        [secret.as_bytes(), b"0"].concat(),
        format!("Bearer {secret}").into_bytes(),
        b"ck_".to_vec(),
        "ck_live_\u{e9}".as_bytes().to_vec(),
        Vec::new(),
    ]
}
