//! `conduit-keys keys …`.

use std::{
    process::ExitCode,
    sync::{Mutex, PoisonError},
};

use actions::{
    Failure, KeyRef, Operation,
    view::{
        CreateKey, KeyFilter, KeyNarrowing, KeyPolicyView, KeyView, ListKeys, NoProof, RevokeKey, RevokeKeys,
        RevokedOneView, RevokedView, SetKeyPolicy, StartRotation,
    },
};
use keys::Environment;

use crate::{
    Face, approval_verbs,
    arguments::{KeysVerb, WhichKeys},
    deliver, everywhere, guides_verbs, key_limits,
    print::{moment, table, word},
};

pub(crate) async fn run(face: &Face, verb: KeysVerb) -> Result<ExitCode, Failure> {
    match verb {
        KeysVerb::Prove { environment, key, access } => {
            guides_verbs::prove(face, environment.environment, &key, access).await
        }
        verb => manage(face, verb).await.map(|()| ExitCode::SUCCESS),
    }
}

async fn manage(face: &Face, verb: KeysVerb) -> Result<(), Failure> {
    match verb {
        // Its outcome is how the run ends.
        KeysVerb::Prove { .. } => Ok(()),
        KeysVerb::Claims { environment, key } => {
            let key = face.key(&face.app.find_key(&face.connection, environment.environment, &key).await?.key.id);
            let view = face.app.read_claims(&key).await?;
            face.answer(&view, || match &view.claims {
                None => vec!["It cannot be read; nothing follows from that.".to_owned()],
                Some(claims) => {
                    let rows: Vec<_> = claims.iter().map(|one| vec![one.name.clone(), one.value.clone()]).collect();
                    let mut lines = table(&["CLAIM", "VALUE"], &rows);
                    lines.push("Unverified: only the service can check the signature.".to_owned());
                    lines
                }
            })
        }
        KeysVerb::List { environment, which } => list(face, environment.environment, which).await,
        KeysVerb::ListEverywhere { due, search } => everywhere::list(face, due, search).await,
        KeysVerb::Create { environment, name, access, expires_at, note, not_before, limits, destination } => {
            deliver::check(face, &destination).await?;
            let limits = key_limits::read(face, &limits).await?;
            let asked = CreateKey {
                idempotency_key: face.ambient.mint_uuid(),
                connection: face.connection.clone(),
                environment: environment.environment,
                name,
                access_level: access,
                expires_at,
                note,
                not_before,
                allowed_ips: limits.allowed_ips,
                spending_limits: limits.spending_limits,
            };
            face.app.check_create(&asked).await?;
            let key = face.app.create_key(asked).await?;
            let (key, told) = deliver::deliver(face, key, &destination, None).await?;
            face.tell(destination.out.as_deref(), &key, || {
                std::iter::once(format!("Created {} ({}).", key.key.name, key.key.id)).chain(told).collect()
            })
        }
        KeysVerb::Policy { environment, max_days, no_limit, reason } => {
            let environment = environment.environment;
            let view = match reason.filter(|_| no_limit || max_days.is_some()) {
                None => face.app.get_key_policy(&face.connection, environment).await?,
                Some(reason) => {
                    face.check_possible(None, Operation::SetKeyPolicy).await?;
                    let connection = face.connection.clone();
                    let asked = SetKeyPolicy { connection, environment, key_days_max: max_days, reason };
                    face.app.set_key_policy(asked).await?
                }
            };
            face.answer(&view, || vec![policy(&view)])
        }
        KeysVerb::Approvals(verb) => approval_verbs::run(face, verb).await,
        KeysVerb::Get { environment, key } => {
            face.check_possible(Some(environment.environment), Operation::ReadKeys).await?;
            let key = face.app.find_key(&face.connection, environment.environment, &key).await?;
            face.answer(&key, || key_limits::facts(&key))
        }
        KeysVerb::Update { environment, key, limits, allow_any, expires_at, reason, confirm_name } => {
            let change = key_limits::change(face, &limits, allow_any, expires_at, reason).await?;
            face.app.check_change(&face.connection, environment.environment, &change).await?;
            let key = face.app.find_key(&face.connection, environment.environment, &key).await?.key;
            let once = face.ambient.mint_uuid();
            let changed = face.app.change_key(&face.key(&key.id), &once, &change, confirm_name.as_deref()).await?;
            face.answer(&changed, || key_limits::receipt(&changed))
        }
        KeysVerb::Rotate { environment, key, cause, grace_seconds, quiet_minutes, confirm_name, destination } => {
            deliver::check(face, &destination).await?;
            face.app.check_rotation(&face.connection, environment.environment, grace_seconds, quiet_minutes).await?;
            let old = face.app.find_key(&face.connection, environment.environment, &key).await?;
            face.app.check_rotation_in_one_go(&old.key, (cause, quiet_minutes), confirm_name.as_deref())?;
            let asked = StartRotation {
                idempotency_key: face.ambient.mint_uuid(),
                key: face.key(&old.key.id),
                cause,
                grace_seconds,
                quiet_minutes,
                typed_name: confirm_name.clone(),
            };
            let started = face.app.start_rotation(asked).await?;
            let (new, told) = deliver::deliver(face, started.key, &destination, confirm_name).await?;
            face.tell(destination.out.as_deref(), &new, || {
                let mut lines = vec![format!("The successor of {} is handed over: {}.", new.key.name, new.key.id)];
                lines.extend(told);
                let id = &started.rotation.rotation.id;
                lines.push(format!("When it is in use: conduit-keys{} rotations finish {id}", face.naming()));
                lines
            })
        }
        KeysVerb::Revoke { environment, keys, reason, confirm_name } => {
            face.check_possible(Some(environment.environment), Operation::RevokeKey).await?;
            let mut ids = Vec::new();
            for key in &keys {
                ids.push(face.app.find_key(&face.connection, environment.environment, key).await?.key.id);
            }
            revoke(face, ids, reason, confirm_name).await
        }
    }
}

fn policy(view: &KeyPolicyView) -> String {
    match view.key_days_max {
        Some(days) => format!("A key in {} is due when it is {days} days old.", view.environment),
        None => format!("Nothing is said of {}: a key is due when it is a year old.", view.environment),
    }
}

async fn revoke(face: &Face, mut ids: Vec<String>, reason: String, typed_name: Option<String>) -> Result<(), Failure> {
    let idempotency_key = face.ambient.mint_uuid();
    if ids.len() == 1 {
        let key = face.key(&ids.remove(0));
        let revoked = face.app.revoke_key(RevokeKey { idempotency_key, key, reason, typed_name }).await?;
        return face.answer(&revoked, || receipt(&revoked));
    }
    let asked = RevokeKeys { idempotency_key, connection: face.connection.clone(), keys: ids, reason, typed_name };
    let all = Mutex::new(Vec::new());
    let tell = |one| {
        all.lock().unwrap_or_else(PoisonError::into_inner).push(one);
        true
    };
    face.app.revoke_keys(&asked, tell).await?;
    let all = all.into_inner().unwrap_or_else(PoisonError::into_inner);
    face.answer(&all, || all.iter().flat_map(told).collect())?;
    // What went wrong with one of them is how the run ends.
    all.into_iter().find_map(|one| one.failure).map_or(Ok(()), Err)
}

fn told(one: &RevokedOneView) -> Vec<String> {
    let failed = |failure: &Failure| vec![format!("Not revoked: {} ({}).", one.key, failure.message)];
    one.revoked.as_ref().map(receipt).or_else(|| one.failure.as_ref().map(failed)).unwrap_or_default()
}

async fn list(face: &Face, environment: Environment, which: WhichKeys) -> Result<(), Failure> {
    let is_whole = which.filter == KeyFilter::All
        && which.narrowing() == KeyNarrowing::default()
        && which.search.is_empty()
        && which.after.is_none();
    let is_all = which.all;
    let mut asked = ListKeys {
        connection: face.connection.clone(),
        environment,
        filter: which.filter,
        narrowing: Some(which.narrowing()),
        search: which.search,
        sort: which.sort,
        descending: !which.ascending,
        cursor: which.after,
        limit: which.limit,
    };
    face.app.check_list(&asked).await?;
    let mut list = face.app.list_keys(asked.clone()).await?;
    while is_all && list.next_cursor.is_some() {
        asked.cursor = list.next_cursor.take();
        let next = face.app.list_keys(asked.clone()).await?;
        list.keys.extend(next.keys);
        list.next_cursor = next.next_cursor;
    }
    face.answer(&list, || {
        if list.keys.is_empty() {
            let none = if is_whole { "There are no" } else { "There are no such" };
            return vec![format!("{none} {environment} keys{}.", if is_whole { " yet" } else { "" })];
        }
        let row = |view: &KeyView| {
            let key = &view.key;
            vec![
                key.name.clone(),
                key.hint.to_string(),
                word(&key.access_level),
                word(&key.state),
                key.created_at.to_string(),
                moment(key.last_used_at),
                key.id.clone(),
            ]
        };
        let rows: Vec<_> = list.keys.iter().map(row).collect();
        let mut lines = table(&["NAME", "HINT", "ACCESS", "STATE", "CREATED", "LAST USED", "ID"], &rows);
        lines.extend(more(list.next_cursor.as_deref()));
        lines
    })
}

/// What to add to the line for the next page.
pub(crate) fn more(next_cursor: Option<&str>) -> Option<String> {
    next_cursor.map(|cursor| format!("There are more: the same with --after {cursor}"))
}

/// What a revocation proved, in words.
pub(crate) fn receipt(revoked: &RevokedView) -> Vec<String> {
    let mut lines = vec![format!("Revoked {} ({}).", revoked.key.key.name, revoked.key.key.id)];
    for node in &revoked.refused_by {
        lines.push(format!("Refused by {} since {}.", node.node, node.since));
    }
    if let Some(proof) = &revoked.proof {
        let verdict = if proof.refused { "refused" } else { "NOT refused" };
        lines.push(format!("A call with it was {verdict}: {} ({}).", proof.status, proof.correlation_id));
    }
    lines.extend(revoked.no_proof.map(|why| {
        match why {
            NoProof::NoSecret => "No call proves it: this computer does not have the secret.",
            NoProof::NotReadable => "No call proves it: the keychain could not be asked for the secret.",
            NoProof::NotFromHere => {
                "No call proves it: the key is limited to other addresses, and was refused from here before."
            }
            NoProof::NotAnswered => "A call with the secret was not answered, so that it proves nothing either way.",
        }
        .to_owned()
    }));
    lines
}

impl Face {
    /// A key where the verb acts.
    pub(crate) fn key(&self, id: &str) -> KeyRef {
        KeyRef::new(&self.connection, id)
    }

    /// What names the connection in a line to run next.
    pub(crate) fn naming(&self) -> String {
        if self.named { format!(" --connection {}", self.connection) } else { String::new() }
    }
}
