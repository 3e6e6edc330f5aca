//! Writes the window's contract: one TypeScript file from the Rust shapes. `cargo xtask types` puts it into the UI, and
//! `cargo xtask check --only contract` fails when the committed one is stale.

use std::{fmt::Write as _, path::PathBuf};

use actions::{Code, Failure, view};
use providers::capability;
use ts_rs::{Config, TS};

fn declare<T: TS>(config: &Config, out: &mut String) {
    let docs = T::docs().unwrap_or_default();
    let _ = writeln!(out, "\n{docs}export {}", T::decl(config));
}

macro_rules! declare_all {
    ($config:expr, $out:expr, $($shape:ty),+ $(,)?) => { $(declare::<$shape>($config, $out);)+ };
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = PathBuf::from(std::env::args().nth(1).ok_or("usage: contract FOLDER")?);
    let config = Config::new();
    let mut out = String::from("// Written by `cargo xtask types` from the Rust shapes. Never edited by hand.\n");
    declare_all!(
        &config,
        &mut out,
        keys::Environment,
        keys::AccessLevel,
        keys::KeyState,
        keys::Hint,
        keys::ActorKind,
        keys::Actor,
        keys::lifecycle::Revocation,
        keys::quarantine::Quarantine,
        keys::rotation::Cause,
        keys::rotation::Step,
        keys::wire::Role,
        keys::wire::FieldError,
        keys::spending::SpendingLimits,
        keys::wire::Key,
        keys::wire::Rotation,
        keys::wire::Activation,
        keys::wire::ActivationState,
        keys::wire::ActivationEvidence,
        keys::wire::ActivationEvidenceKind,
        keys::wire::ActivationReason,
        keys::wire::ActivationField,
        keys::wire::SubmitActivation,
        keys::AuditAction,
        keys::wire::AuditEntry,
        keys::wire::Caller,
        keys::wire::Usage,
        keys::wire::RefusedBy,
        keys::wire::EnvironmentInfo,
        keys::wire::NewsKind,
        keys::wire::News,
        Code,
        Failure,
        actions::KeyRef,
        actions::RotationRef,
        providers::KeyFilter,
        providers::KeySort,
        capability::Operation,
        capability::Ability,
        capability::NotPossible,
        capability::CreateField,
        capability::EnvironmentCapabilities,
        capability::Capabilities,
        view::Defect,
        view::StatusView,
        view::SetupView,
        view::OrganizationView,
        view::ConnectionView,
        view::ConnectionStateView,
        view::KeychainView,
        view::KeychainState,
        view::SecretPlace,
        view::NewsView,
        view::KeyView,
        view::KeyListView,
        view::RevokedView,
        view::ProofView,
        view::NoProof,
        view::RotationView,
        view::RotationListView,
        view::RotatedView,
        view::ActivationView,
        view::SavedSecretView,
        view::AuditPageView,
        view::CopiedView,
        view::WrittenView,
        view::ListKeys,
        view::ListRotations,
        view::CreateKey,
        view::ConfirmKey,
        view::RevokeKey,
        view::StartRotation,
        view::FinishRotation,
        view::UndoRotation,
        view::WriteSecret,
        view::AddConnection,
    );
    std::fs::create_dir_all(&folder)?;
    std::fs::write(folder.join("contract.ts"), out)?;
    Ok(())
}
