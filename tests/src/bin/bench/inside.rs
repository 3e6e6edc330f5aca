//! The verdict in process, on one core.

use std::{path::Path, time::Instant};

use anyhow::{Context, Result};
use authority::{Bind, Caller, Config};
use keys::{Ambient, Environment, wire::Role};

use crate::median;

/// Keys in the store while verify is measured.
pub const KEYS: usize = 1_000;
const ROUNDS: usize = 5;
const CALLS: u32 = 200_000;

/// Fills a data folder with an organization and confirmed keys; answers the last one's secret.
pub async fn furnish(folder: &Path, keys: usize) -> Result<String> {
    let running = authority::start(config(folder)).await?;
    let token = running.session_token(Role::Admin, "bench");
    let caller = running.service.authenticate(Some(token.expose()), String::new()).await?;
    let mut secret = None;
    for number in 0..keys {
        secret = Some(create(&running.service, &caller, number).await?);
    }
    running.stop().await;
    secret.context("no key was created")
}

async fn create(service: &authority::Service, caller: &Caller, number: usize) -> Result<String> {
    let asked = keys::wire::CreateKey {
        environment: Environment::Sandbox,
        name: format!("bench-{number}"),
        access_level: keys::AccessLevel::ReadOnly,
        expires_at: None,
        note: None,
        not_before: None,
        allowed_ips: Vec::new(),
        spending_limits: keys::spending::SpendingLimits::default(),
    };
    let once = authority::Once::parse(Some(&format!("bench-{number}")), "create", &asked)?;
    let (created, _) = service.create(caller, once, asked).await?;
    service.confirm(caller, created.key.id).await?;
    created.secret.context("a new key has a secret")
}

fn config(folder: &Path) -> Config {
    let free = || Bind::Exactly(([127, 0, 0, 1], 0).into());
    Config {
        data_dir: folder.to_owned(),
        database: None,
        organization: Some("Bench".to_owned()),
        sandbox: free(),
        live: free(),
        manage: free(),
        sealing_key: None,
        reach: authority::Reach::Public,
        limits: authority::Limits::default(),
        ambient: Ambient::system(),
    }
}

/// Verdicts a second on one thread, SHA-256 included.
pub async fn measure() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let secret = furnish(folder.path(), KEYS).await?;
    let running = authority::start(Config { organization: None, ..config(folder.path()) }).await?;
    let mut rates = Vec::new();
    for _ in 0..ROUNDS {
        let begin = Instant::now();
        for _ in 0..CALLS {
            let verdict = running.service.identify(Some(&secret), Environment::Sandbox);
            std::hint::black_box(verdict.map_err(|refusal| anyhow::anyhow!("refused: {refusal:?}"))?);
        }
        rates.push(f64::from(CALLS) / begin.elapsed().as_secs_f64());
    }
    running.stop().await;
    println!("verify in process, one core, {KEYS} keys (median of {ROUNDS})");
    println!("  verdicts          {:>10.0} a second", median(&rates));
    Ok(())
}
