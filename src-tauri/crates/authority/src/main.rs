//! `conduit-authority`: the key service by itself, and the operator's verbs on its data folder.

#[path = "main/activation.rs"]
mod activation;
#[path = "main/upkeep.rs"]
mod upkeep;

use std::{io::Write as _, net::SocketAddr, path::PathBuf, process::ExitCode};

use activation::ActivationVerb;
use authority::{
    AuditKey, Bind, Caller, Checkpointing, Config, DecideApplication, Decision, LimitClass, Limits, LogFormat, Place,
    RateLimits, Reach, Seal, Service, StartError,
};
use clap::{Parser, Subcommand};
use keys::{
    Ambient, Environment,
    bucket::Rate,
    proxy::TrustedProxies,
    wire::{InviteAgain, InviteMember, Role},
};
use upkeep::{AuditKeyVerb, AuditVerb, BackupArguments, CheckArguments, RestoreArguments};

/// The Conduit Keys authority: creates, verifies, rotates and revokes API keys.
#[derive(Parser)]
#[command(name = "conduit-authority", version)]
struct Arguments {
    /// The form of the log on standard error.
    #[arg(long, global = true, value_enum, default_value = "text")]
    log_format: LogFormat,
    #[command(subcommand)]
    verb: Verb,
}

/// Where the authority keeps everything.
#[derive(clap::Args)]
struct StoreArguments {
    /// The folder with everything it keeps.
    #[arg(long)]
    data_dir: PathBuf,
    /// A PostgreSQL database to keep everything in instead, for instance `postgresql://keys@db.internal/keys`. The
    /// password comes from PGPASSWORD; `?sslmode=` and `&sslrootcert=` as libpq has them.
    #[arg(long, env = "CONDUIT_KEYS_DATABASE")]
    database: Option<String>,
}

#[derive(Subcommand)]
enum Verb {
    /// Serve the sandbox, the live side and the management API until SIGTERM.
    Serve {
        #[command(flatten)]
        store: StoreArguments,
        /// The organization to set up when the folder is new.
        #[arg(long)]
        organization: Option<String>,
        /// Where the sandbox listens; port 0 takes a free one.
        #[arg(long, default_value = "127.0.0.1:7401")]
        sandbox: SocketAddr,
        /// Where the live side listens.
        #[arg(long, default_value = "127.0.0.1:7402")]
        live: SocketAddr,
        /// Where the management API listens.
        #[arg(long, default_value = "127.0.0.1:7403")]
        manage: SocketAddr,
        /// The file with the sealing key (mode 0600), which TOTP and signed deliveries need.
        #[arg(long, env = "CONDUIT_KEYS_SEALING_KEY_FILE")]
        sealing_key_file: Option<PathBuf>,
        /// Deliver webhooks to plain http:// and to private addresses too, for a receiver on your own network.
        #[arg(long)]
        webhooks_allow_private: bool,
        /// How many days request records are kept.
        #[arg(long, default_value_t = authority::KEEP_REQUESTS_DAYS, value_parser = clap::value_parser!(u32).range(1..=3650))]
        keep_requests_days: u32,
        /// How many days audit rows are kept; 0 keeps them for ever.
        #[arg(long, default_value_t = authority::KEEP_AUDIT_DAYS, value_parser = clap::value_parser!(u32).range(..=36_500))]
        keep_audit_days: u32,
        /// Connections that are served at the same time, over all three.
        #[arg(long, default_value_t = Limits::default().connections)]
        connections_max: usize,
        /// How long open requests may take to finish after SIGTERM.
        #[arg(long, default_value_t = 10)]
        drain_seconds: u64,
        /// Where to write signed checkpoints of the audit log; outside the data folder, best on another disk.
        #[arg(long, requires = "audit_key_file")]
        audit_checkpoint: Option<PathBuf>,
        /// The file with the key that signs them (mode 0600), by `audit-key create`.
        #[arg(long, requires = "audit_checkpoint")]
        audit_key_file: Option<PathBuf>,
        #[command(flatten)]
        guard: Guard,
    },
    /// The organization's rate limits.
    Limits {
        #[command(subcommand)]
        verb: LimitsVerb,
    },
    /// Copy the store to a new file, whichever kind it is. Works while `serve` runs.
    Backup(BackupArguments),
    /// Put a backup into a new folder or an empty database: also the way from one kind of store to the other.
    Restore(RestoreArguments),
    /// Check that the store is sound. Works while `serve` runs; exit code 1 when something is wrong.
    Check(CheckArguments),
    /// The audit log.
    Audit {
        #[command(subcommand)]
        verb: AuditVerb,
    },
    /// The key that signs checkpoints of the audit log.
    AuditKey {
        #[command(subcommand)]
        verb: AuditKeyVerb,
    },
    /// The key that seals what the database must not hold in the clear.
    SealingKey {
        #[command(subcommand)]
        verb: SealingKeyVerb,
    },
    /// Management tokens.
    Token {
        #[command(subcommand)]
        verb: TokenVerb,
    },
    /// Members: the people who sign in.
    Member {
        #[command(subcommand)]
        verb: MemberVerb,
    },
    /// The organization's way to live.
    Activation {
        #[command(subcommand)]
        verb: ActivationVerb,
    },
    /// Live applications, which wait for a decision.
    Application {
        #[command(subcommand)]
        verb: ApplicationVerb,
    },
}

/// What stands between the network and the keys.
#[derive(clap::Args)]
struct Guard {
    /// A reverse proxy whose X-Forwarded-For is believed: an address or a range; may be repeated. Nobody by default.
    #[arg(long = "trusted-proxy", value_name = "CIDR")]
    trusted_proxies: Vec<String>,
    /// A Valkey or Redis that counts for several nodes, as redis://host:port; without it each process counts apart. Put
    /// an address with a password into the variable, not on the command line.
    #[arg(long, env = "CONDUIT_AUTHORITY_LIMITER", hide_env_values = true, value_name = "URL")]
    limiter: Option<String>,
    /// Requests a second and at once from one address, before its key is looked at.
    #[arg(long, default_value_t = RateLimits::default().by_address, value_name = "RATE/BURST")]
    address_rate: Rate,
    /// Bad keys a second and at once from one address.
    #[arg(long, default_value_t = RateLimits::default().bad_keys_by_address, value_name = "RATE/BURST")]
    bad_key_rate: Rate,
}

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

#[derive(Subcommand)]
enum LimitsVerb {
    /// Set the organization's rate, or go back to the usual one. Works while `serve` runs, which follows within seconds.
    Set {
        #[command(flatten)]
        store: StoreArguments,
        /// Which side.
        #[arg(long)]
        environment: Environment,
        /// Which bucket: `general`, or `expensive` for executing orders, uploading documents and submitting applications.
        #[arg(long, default_value = "general")]
        class: LimitClass,
        /// Requests a second and at once; without it the usual rate holds again.
        #[arg(long, value_name = "RATE/BURST")]
        rate: Option<Rate>,
    },
}

#[derive(Subcommand)]
enum SealingKeyVerb {
    /// Create a sealing key in a new file that only its owner can read.
    Create {
        /// The file; keep it outside the data folder and its backups.
        path: PathBuf,
    },
}

#[derive(Subcommand)]
enum TokenVerb {
    /// Create a token and print it once. Works while `serve` runs.
    Create {
        #[command(flatten)]
        store: StoreArguments,
        /// What its holder may do.
        #[arg(long, value_parser = ["admin", "support", "onboarding", "operator"])]
        role: String,
        /// The name it has in the audit log.
        #[arg(long, default_value = "token")]
        name: String,
    },
}

#[derive(Subcommand)]
enum MemberVerb {
    /// Create a member and print the invitation once. Works while `serve` runs.
    Create {
        #[command(flatten)]
        store: StoreArguments,
        /// What they may do.
        #[arg(long, value_parser = ["admin", "support", "onboarding", "operator"])]
        role: String,
        /// What they sign in with.
        #[arg(long)]
        email: String,
        /// What people call them; the e-mail address when nothing is said.
        #[arg(long)]
        name: Option<String>,
    },
    /// Invite a member again, for instance an admin who lost the password, and print the invitation once.
    Invite {
        #[command(flatten)]
        store: StoreArguments,
        /// What they sign in with.
        #[arg(long)]
        email: String,
        /// End their TOTP too.
        #[arg(long)]
        revoke_totp: bool,
    },
}

#[derive(Subcommand)]
enum ApplicationVerb {
    /// Approve an application: it becomes a customer. Works while `serve` runs.
    Approve(DecisionArguments),
    /// Reject an application.
    Reject {
        #[command(flatten)]
        on: DecisionArguments,
        /// Why, as its submitter is told.
        #[arg(long, default_value = "rejected_by_ops", value_parser = ["rejected_by_ops", "compliance_denied"])]
        failure_code: String,
        /// Whether the business may be submitted again.
        #[arg(long)]
        resubmittable: bool,
    },
    /// Cancel an application that was withdrawn.
    Cancel(DecisionArguments),
}

#[derive(clap::Args)]
struct DecisionArguments {
    /// The application's id.
    id: String,
    #[command(flatten)]
    store: StoreArguments,
    /// Why; written to the audit log.
    #[arg(long)]
    reason: String,
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
    let arguments = Arguments::parse();
    authority::init_log(arguments.log_format);
    match run(arguments.verb).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "conduit-authority: {error:#}");
            ExitCode::from(1)
        }
    }
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
        Verb::Audit { verb } => beside(move || upkeep::audit(verb)).await,
        Verb::AuditKey { verb } => upkeep::audit_key(verb),
        Verb::Limits { verb: LimitsVerb::Set { store, environment, class, rate } } => {
            set_limit(&store, environment, class, rate).await
        }
        Verb::SealingKey { verb: SealingKeyVerb::Create { path } } => Ok(Seal::create(&path, &Ambient::system())?),
        Verb::Token { verb: TokenVerb::Create { store, role, name } } => create_token(&store, &role, &name).await,
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

async fn create_token(store: &StoreArguments, role: &str, name: &str) -> anyhow::Result<()> {
    let (service, organization_id) = open(store).await?;
    let role: Role = role.parse()?;
    let token = service.create_token(&organization_id, role, name).await?;
    print_line(token.expose())
}

async fn set_limit(
    store: &StoreArguments,
    environment: Environment,
    class: LimitClass,
    rate: Option<Rate>,
) -> anyhow::Result<()> {
    let (service, organization_id) = open(store).await?;
    service.set_limit(&operator(organization_id), environment, class, rate).await?;
    print_line(&rate.map_or("usual".to_owned(), |rate| rate.to_string()))
}

async fn member(verb: MemberVerb) -> anyhow::Result<()> {
    let invited = match verb {
        MemberVerb::Create { store, role, email, name } => {
            let (service, organization_id) = open(&store).await?;
            let name = name.unwrap_or_else(|| email.chars().take(keys::name::LENGTH_MAX).collect());
            let asked = InviteMember { email, name, role: role.parse()? };
            service.invite_member(&operator(organization_id), None, asked).await?.0
        }
        MemberVerb::Invite { store, email, revoke_totp } => {
            let (service, organization_id) = open(&store).await?;
            let id = service.member_by_email(email).await?;
            service.invite_again(&operator(organization_id), id, InviteAgain { revoke_totp }).await?
        }
    };
    print_line(invited.invitation.as_deref().unwrap_or_default())
}

/// Whoever may run this program on the data.
fn operator(organization_id: String) -> Caller {
    Caller { organization_id, role: Role::Operator, name: "operator".to_owned(), origin: "command line".to_owned() }
}

async fn decide(verb: ApplicationVerb) -> anyhow::Result<()> {
    let (DecisionArguments { id, store, reason }, decision) = verb.decision();
    let (service, organization_id) = open(&store).await?;
    let asked = DecideApplication { id, decision, reason };
    let application = service.decide_application(&operator(organization_id), asked).await?;
    print_line(application.status())
}

/// The operator's verbs work beside a running `serve`: they take no lock, the database settles who writes when.
async fn open(store: &StoreArguments) -> anyhow::Result<(Service, String)> {
    if store.database.is_none() && !authority::has_organization(&store.data_dir)? {
        return Err(StartError::NoOrganization.into());
    }
    let place = Place::choose(&store.data_dir, store.database.as_deref(), false).map_err(StartError::from)?;
    let service = Service::open(place, Ambient::system()).await.map_err(StartError::from)?;
    let first = service.organizations().await?.into_iter().next();
    let (organization_id, _) = first.ok_or(StartError::NoOrganization)?;
    Ok((service, organization_id))
}

/// Standard output is this program's answer; everything else goes to standard error.
fn print_line(line: &str) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}")?;
    Ok(out.flush()?)
}
