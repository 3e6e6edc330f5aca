//! `conduit-authority`: the key service by itself, and the operator's verbs on its data folder.

#[path = "main/activation.rs"]
mod activation;
#[path = "main/arguments.rs"]
mod arguments;
#[path = "main/organization.rs"]
mod organization;
#[path = "main/upkeep.rs"]
mod upkeep;

use std::{io::Write as _, process::ExitCode};

use anyhow::Context as _;
use arguments::{
    ApplicationVerb, Arguments, DecisionArguments, Guard, LimitsVerb, MemberVerb, OrganizationArguments,
    SealingKeyVerb, StoreArguments, TokenVerb, Verb,
};
use authority::{
    AuditKey, Bind, Caller, Checkpointing, Config, DecideApplication, Decision, LimitClass, Limits, RateLimits, Reach,
    Seal,
};
use clap::Parser as _;
use keys::{
    Ambient, Environment,
    bucket::Rate,
    proxy::TrustedProxies,
    wire::{InviteAgain, InviteMember, Role},
};
use organization::open;

impl Guard {
    fn rate_limits(&self) -> RateLimits {
        RateLimits {
            shared: self.limiter.clone(),
            by_address: self.address_rate,
            bad_keys_by_address: self.bad_key_rate,
            ..RateLimits::default()
        }
    }
}

impl ApplicationVerb {
    /// On which application, and what is decided.
    fn decision(self) -> (DecisionArguments, Decision) {
        match self {
            Self::Approve(on) => (on, Decision::Approved),
            Self::Reject { on, failure_code, resubmittable } => {
                (on, Decision::Rejected { failure_code, resubmittable })
            }
            Self::Cancel(on) => (on, Decision::Cancelled),
        }
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    match protected().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "conduit-authority: {error:#}");
            ExitCode::from(1)
        }
    }
}

/// Before anything is read that could be a secret.
async fn protected() -> anyhow::Result<()> {
    keys::dumps::forbid().context("the system does not let this program forbid core dumps")?;
    let arguments = Arguments::parse();
    authority::init_log(arguments.log_format);
    run(arguments.verb).await
}

async fn run(verb: Verb) -> anyhow::Result<()> {
    match verb {
        Verb::Serve {
            store: StoreArguments { data_dir, database },
            organization,
            sandbox,
            live,
            manage,
            sealing_key_file,
            webhooks_allow_private,
            keep_requests_days,
            keep_audit_days,
            connections_max,
            drain_seconds,
            audit_checkpoint,
            audit_key_file,
            guard,
        } => {
            let bind = Bind::Exactly;
            let ambient = Ambient::system();
            let (sandbox, live, manage) = (bind(sandbox), bind(live), bind(manage));
            let reach = if webhooks_allow_private { Reach::Private } else { Reach::Public };
            let sealing_key = sealing_key_file.as_deref().map(Seal::read).transpose()?;
            let drain = std::time::Duration::from_secs(drain_seconds);
            let limits = Limits { connections: connections_max, drain, ..Limits::default() };
            let audit_key = audit_key_file.as_deref().map(AuditKey::read).transpose()?;
            let checkpoints = audit_checkpoint.zip(audit_key).map(|(file, key)| Checkpointing { file, key });
            let trusted_proxies = TrustedProxies::parse(&guard.trusted_proxies)?;
            authority::raise_open_files();
            serve(Config {
                keep_requests_days,
                keep_audit_days,
                database,
                organization,
                sandbox,
                live,
                manage,
                sealing_key,
                reach,
                limits,
                checkpoints,
                rate_limits: guard.rate_limits(),
                trusted_proxies,
                ..Config::new(data_dir, ambient)
            })
            .await
        }
        Verb::Backup(asked) => beside(move || upkeep::backup(&asked)).await,
        Verb::Restore(asked) => beside(move || upkeep::restore(&asked)).await,
        Verb::Check(asked) => beside(move || upkeep::check(&asked)).await,
        Verb::Database { verb } => beside(move || upkeep::database(&verb)).await,
        Verb::Audit { verb } => beside(move || upkeep::audit(verb)).await,
        Verb::AuditKey { verb } => upkeep::audit_key(verb),
        Verb::Organization { verb } => organization::run(verb).await,
        Verb::Limits { verb: LimitsVerb::Set { of, environment, class, rate } } => {
            set_limit(&of, environment, class, rate).await
        }
        Verb::SealingKey { verb: SealingKeyVerb::Create { path } } => Ok(Seal::create(&path, &Ambient::system())?),
        Verb::Token { verb: TokenVerb::Create { of, role, name } } => create_token(&of, &role, &name).await,
        Verb::Member { verb } => member(verb).await,
        Verb::Activation { verb } => activation::run(verb).await,
        Verb::Application { verb } => decide(verb).await,
    }
}

/// Does what waits for a disk or a server without holding up this program's own threads.
async fn beside(work: impl FnOnce() -> anyhow::Result<()> + Send + 'static) -> anyhow::Result<()> {
    tokio::task::spawn_blocking(work).await?
}

async fn serve(config: Config) -> anyhow::Result<()> {
    // Before the first word of readiness, so that a stop right after it is graceful too.
    let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    let mut interrupt = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::interrupt())?;
    let running = authority::start(config).await?;
    print_line(&serde_json::to_string(&running.addresses)?)?;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    tracing::info!("stopping");
    running.stop().await;
    Ok(())
}

async fn create_token(of: &OrganizationArguments, role: &str, name: &str) -> anyhow::Result<()> {
    let (service, organization_id) = open(of).await?;
    let role: Role = role.parse()?;
    let token = service.people.create_token(&organization_id, role, name).await?;
    print_line(token.expose())
}

async fn set_limit(
    of: &OrganizationArguments,
    environment: Environment,
    class: LimitClass,
    rate: Option<Rate>,
) -> anyhow::Result<()> {
    let (service, organization_id) = open(of).await?;
    service.people.set_limit(&operator(organization_id), environment, class, rate).await?;
    print_line(&rate.map_or("usual".to_owned(), |rate| rate.to_string()))
}

async fn member(verb: MemberVerb) -> anyhow::Result<()> {
    let invited = match verb {
        MemberVerb::Create { of, role, email, name } => {
            let (service, organization_id) = open(&of).await?;
            let name = name.unwrap_or_else(|| email.chars().take(keys::name::LENGTH_MAX).collect());
            let asked = InviteMember { email, name, role: role.parse()? };
            service.people.invite_member(&operator(organization_id), None, asked).await?.0
        }
        MemberVerb::Invite { of, email, revoke_totp } => {
            let (service, organization_id) = open(&of).await?;
            let id = service.people.member_by_email(email).await?;
            service.people.invite_again(&operator(organization_id), id, InviteAgain { revoke_totp }).await?
        }
    };
    print_line(invited.invitation.as_deref().unwrap_or_default())
}

/// Whoever may run this program on the data.
fn operator(organization_id: String) -> Caller {
    Caller::operator(organization_id, "command line")
}

async fn decide(verb: ApplicationVerb) -> anyhow::Result<()> {
    let (DecisionArguments { id, of, reason }, decision) = verb.decision();
    let (service, organization_id) = open(&of).await?;
    let asked = DecideApplication { id, decision, reason };
    let application = service.contract.decide_application(&operator(organization_id), asked).await?;
    print_line(application.status())
}

/// Standard output is this program's answer; everything else goes to standard error.
fn print_line(line: &str) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}")?;
    Ok(out.flush()?)
}
