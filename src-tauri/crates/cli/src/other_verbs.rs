//! The verbs on rotations, connections and saved secrets.

use std::{io::Read as _, path::Path};

use actions::{
    Code, Failure, KeyRef, Operation, RotationRef,
    view::{
        AddConnection, AddService, ChangeRotation, ConnectionStateView, ConnectionView, FinishRotation, ListRotations,
        RotationView, ServiceHost, ServiceView, UndoRotation,
    },
};
use keys::{Environment, Secret, wire::Rotation};

use crate::{
    Face,
    arguments::{ConnectionsVerb, RotationsVerb, SecretsVerb},
    deliver,
    keys_verbs::{more, receipt},
    print::{table, word},
};

pub(crate) async fn rotations(face: &Face, verb: RotationsVerb) -> Result<(), Failure> {
    match verb {
        RotationsVerb::List { environment, over, after } => {
            let (connection, environment) = (face.connection.clone(), environment.environment);
            face.check_possible(Some(environment), Operation::ReadRotations).await?;
            let asked = ListRotations { connection, environment, over, cursor: after };
            let list = face.app.list_rotations(asked).await?;
            face.answer(&list, || {
                let rows: Vec<_> = list
                    .rotations
                    .iter()
                    .map(|RotationView { rotation: r, .. }| {
                        vec![
                            r.old_key.name.clone(),
                            word(&r.step),
                            word(&r.cause),
                            r.started_at.to_string(),
                            by_itself(r),
                            r.id.clone(),
                        ]
                    })
                    .collect();
                let mut lines = table(&["KEY", "STEP", "CAUSE", "STARTED", "ENDS BY ITSELF", "ID"], &rows);
                lines.extend(more(list.next_cursor.as_deref()));
                lines
            })
        }
        RotationsVerb::Update { rotation, quiet_minutes, by_hand: _, confirm_name } => {
            face.check_possible(None, Operation::RotateKey).await?;
            let asked = ChangeRotation {
                rotation: RotationRef::new(&face.connection, &rotation),
                quiet_minutes,
                typed_name: confirm_name,
            };
            let changed = face.app.change_rotation(asked).await?;
            face.answer(&changed, || vec![how_it_ends(&changed)])
        }
        RotationsVerb::Finish { rotation, without_evidence, confirm_name } => {
            face.check_possible(None, Operation::RotateKey).await?;
            let asked = FinishRotation {
                idempotency_key: face.ambient.mint_uuid(),
                rotation: RotationRef::new(&face.connection, &rotation),
                without_evidence,
                typed_name: confirm_name,
            };
            let revoked = face.app.finish_rotation(asked).await?;
            face.answer(&revoked, || receipt(&revoked))
        }
        RotationsVerb::Undo { rotation, confirm_name } => {
            face.check_possible(None, Operation::RotateKey).await?;
            let asked = UndoRotation {
                idempotency_key: face.ambient.mint_uuid(),
                rotation: RotationRef::new(&face.connection, &rotation),
                typed_name: confirm_name,
            };
            let undone = face.app.undo_rotation(asked).await?;
            face.answer(&undone, || vec![format!("{} is back in service.", undone.rotation.old_key.name)])
        }
    }
}

/// When the old key ends, if nobody does anything.
fn how_it_ends(RotationView { rotation, .. }: &RotationView) -> String {
    let name = &rotation.old_key.name;
    match (rotation.quiet_minutes, rotation.quiet_ends_at) {
        (None, _) => format!("The old key of {name} ends when you finish the rotation."),
        (Some(minutes), None) => {
            format!(
                "The old key of {name} ends by itself after {minutes} minutes without a call, once the new one is used."
            )
        }
        (Some(minutes), Some(at)) => {
            format!("The old key of {name} ends by itself at {at}: {minutes} minutes without a call.")
        }
    }
}

/// The same in a column.
fn by_itself(rotation: &Rotation) -> String {
    rotation.quiet_ends_at.map(|at| at.to_string()).unwrap_or_default()
}

pub(crate) async fn connections(face: &Face, verb: ConnectionsVerb) -> Result<(), Failure> {
    match verb {
        ConnectionsVerb::List => {
            let list = face.app.list_connections().await?;
            face.answer(&list, || {
                let row = |ConnectionStateView { connection: c, organization, trouble }: &ConnectionStateView| {
                    vec![
                        if c.current { "*" } else { "" }.to_owned(),
                        c.name.clone(),
                        organization.clone().unwrap_or_default(),
                        trouble.as_ref().map_or("connected", |failure| state_of(failure.code, c)).to_owned(),
                        c.url.clone(),
                        c.id.clone(),
                    ]
                };
                let rows: Vec<_> = list.iter().map(row).collect();
                table(&["", "NAME", "ORGANIZATION", "STATE", "ADDRESS", "ID"], &rows)
            })
        }
        ConnectionsVerb::Add { name, at } => {
            let token = read_token(face)?;
            let added = face.app.add_connection(AddConnection { name, url: at }, token).await?;
            face.answer(&added, || vec![format!("Added {} ({}).", added.name, added.id)])
        }
        ConnectionsVerb::Services => {
            let list = face.app.list_services().await?;
            face.answer(&list, || {
                let environments =
                    |one: &ServiceView| one.environments.iter().map(ToString::to_string).collect::<Vec<_>>();
                let row = |one: &ServiceView| vec![one.id.clone(), one.name.clone(), environments(one).join(", ")];
                table(&["SERVICE", "NAME", "ENVIRONMENTS"], &list.iter().map(row).collect::<Vec<_>>())
            })
        }
        ConnectionsVerb::AddService { service, name, sandbox_at, live_at } => {
            let given = [(Environment::Sandbox, sandbox_at), (Environment::Live, live_at)];
            let host = |(environment, url): (Environment, Option<String>)| Some(ServiceHost { environment, url: url? });
            let hosts = given.into_iter().filter_map(host).collect();
            let has_account = face.app.list_services().await?.iter().any(|one| one.id == service && one.has_account);
            let asked = AddService { service, name, hosts };
            let added = if has_account {
                face.app.add_service_token(asked, read_token(face)?).await?
            } else {
                face.app.add_service(asked).await?
            };
            face.answer(&added, || vec![format!("Added {} ({}).", added.name, added.id)])
        }
        ConnectionsVerb::PublishableKey { key, forget } => {
            let project = match key.or(forget.then(String::new)) {
                Some(key) => face.app.set_publishable_key(&face.connection, &key).await?,
                None => face.app.get_project(&face.connection).await?,
            };
            face.answer(&project, || {
                vec![project.publishable_key.clone().unwrap_or_else(|| "None is kept.".to_owned())]
            })
        }
        ConnectionsVerb::Use { connection } => {
            let status = face.app.use_connection(&connection).await?;
            face.answer(&status, || {
                let name = status.connection.as_ref().map_or_else(String::new, |connection| connection.name.clone());
                vec![format!("Now using {name}.")]
            })
        }
        ConnectionsVerb::Remove { connection } => {
            face.app.remove_connection(&connection).await?;
            face.answer(&serde_json::json!({ "removed": connection }), || vec!["Removed.".to_owned()])
        }
    }
}

/// How a connection is that cannot be used now.
fn state_of(code: Code, connection: &ConnectionView) -> &'static str {
    match code {
        Code::SignedOut if connection.account.is_some() => "signed out",
        Code::NotSetUp => "not set up",
        Code::Offline => "offline",
        Code::SignedOut => "token not accepted",
        Code::KeychainLocked => "keychain locked",
        Code::KeychainMissing => "no keychain",
        _ => "problem",
    }
}

fn read_token(face: &Face) -> Result<Secret, Failure> {
    let mut text = String::new();
    let read = std::io::stdin().take(4096).read_to_string(&mut text);
    read.map_err(|error| Failure::internal(&face.ambient, "The token could not be read.", &error))?;
    Ok(Secret::new(text))
}

pub(crate) async fn secrets(face: &Face, verb: SecretsVerb) -> Result<(), Failure> {
    match verb {
        SecretsVerb::List => {
            let list = face.app.list_saved_secrets().await?;
            face.answer(&list, || {
                let row = |s: &actions::view::SavedSecretView| {
                    let state =
                        s.present.map_or("keychain not available", |there| if there { "saved" } else { "lost" });
                    vec![
                        s.name.clone(),
                        s.hint.to_string(),
                        state.to_owned(),
                        s.saved_at.to_string(),
                        s.key.key.clone(),
                    ]
                };
                table(&["NAME", "HINT", "STATE", "SAVED", "KEY"], &list.iter().map(row).collect::<Vec<_>>())
            })
        }
        SecretsVerb::Write { key, out, .. } if out == Path::new("-") => {
            face.print_secret(&face.app.secret_for_copy(&saved(face, &key)?).await?, None::<&()>)
        }
        SecretsVerb::Write { key, out, replace } => {
            deliver::check_out(face, Some(&out), replace).await?;
            face.app.write_secret_alone(&saved(face, &key)?, &out, replace).await?;
            face.answer(&serde_json::json!({ "written": out }), || vec![format!("Written to {}.", out.display())])
        }
        SecretsVerb::Remove { key } => {
            face.app.remove_saved_secret(&saved(face, &key)?).await?;
            face.answer(&serde_json::json!({ "removed": key }), || vec!["Removed from the keychain.".to_owned()])
        }
    }
}

/// The saved secret that a person means by a key's id: at the connection that was named, or wherever there is one.
fn saved(face: &Face, key: &str) -> Result<KeyRef, Failure> {
    if face.named { Ok(KeyRef::new(&face.connection, key)) } else { face.app.find_saved(key) }
}
