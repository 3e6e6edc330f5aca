//! The verbs that look after a store: back up, restore, check, and the audit log's own.

use std::path::Path;

use anyhow::bail;
use authority::{AuditKey, Findings, Place, Since};
use keys::Ambient;

use crate::{
    StoreArguments,
    arguments::{AuditKeyVerb, AuditVerb, BackupArguments, CheckArguments, DatabaseVerb, RestoreArguments},
    print_line,
};

pub fn database(DatabaseVerb::Grant { database, role }: &DatabaseVerb) -> anyhow::Result<()> {
    authority::grant(&Place::choose(Path::new("."), Some(database))?, role)?;
    print_line(&format!("{role} may serve the database, and owns nothing of it"))
}

pub fn audit(AuditVerb::Verify { store, against, json }: AuditVerb) -> anyhow::Result<()> {
    let key = match (against.audit_key_file, against.audit_public_key) {
        (Some(file), _) => Some(AuditKey::read(&file)?.public()),
        (None, key) => key,
    };
    let against = against.checkpoint.as_deref().zip(key.as_ref());
    let verdict = authority::verify_audit(&place(&store)?, against)?;
    print_line(&if json { serde_json::to_string(&verdict)? } else { verdict.to_string() })?;
    if verdict.first_bad_row().is_some() {
        bail!("the audit log is not as it was written");
    }
    Ok(())
}

pub fn audit_key(AuditKeyVerb::Create { path }: AuditKeyVerb) -> anyhow::Result<()> {
    print_line(&AuditKey::create(&path, &Ambient::system())?.public().to_string())
}

pub fn backup(BackupArguments { store, to }: &BackupArguments) -> anyhow::Result<()> {
    authority::backup(&place(store)?, to)?;
    print_line(&format!("{} is whole and was checked", to.display()))
}

pub fn restore(asked: &RestoreArguments) -> anyhow::Result<()> {
    let RestoreArguments { from, revocations_from, accept_revived_keys, store } = asked;
    let since = match (revocations_from, accept_revived_keys) {
        (Some(newer), _) => Since::From(newer.clone()),
        (None, true) => Since::Revived,
        (None, false) => bail!(
            "what was revoked after this backup would be good again. Name something newer that knows it \
             (--revocations-from a data folder, a later backup or a database's address); or, if nothing newer is left, say \
             --accept-revived-keys and revoke by hand what must not be good. Nothing was restored"
        ),
    };
    let to = Place::choose(&store.data_dir, store.database.as_deref())?;
    let count = authority::restore(from, &to, &since, &Ambient::system())?;
    let name = if store.database.is_some() { to.name() } else { store.data_dir.display().to_string() };
    match since {
        Since::From(newer) => print_line(&format!(
            "{name} is ready to be served; {count} keys, tokens and members that {newer} knows as revoked were revoked again"
        )),
        Since::Revived => {
            print_line(&format!("{name} is ready to be served; what was revoked since the backup is good again"))
        }
    }
}

pub fn check(CheckArguments { store, json }: &CheckArguments) -> anyhow::Result<()> {
    let findings = authority::check(&place(store)?)?;
    tell(&findings, *json)?;
    if findings.iter().any(|finding| !finding.ok) {
        bail!("the store is not sound");
    }
    Ok(())
}

fn tell(findings: &Findings, json: bool) -> anyhow::Result<()> {
    if json {
        return print_line(&serde_json::to_string(findings)?);
    }
    for finding in findings {
        print_line(&format!("{:4} {}: {}", if finding.ok { "ok" } else { "BAD" }, finding.check, finding.detail))?;
    }
    Ok(())
}

fn place(store: &StoreArguments) -> anyhow::Result<Place> {
    Ok(Place::choose(&store.data_dir, store.database.as_deref())?)
}
