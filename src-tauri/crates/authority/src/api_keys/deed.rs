//! Deeds on keys and rotations: the audit row and the event that tells of it, both in the commit of the change. One word
//! names them, so that who reads `key.revoked` in a webhook finds it in the audit log.

use keys::{AuditAction, Timestamp};
use serde_json::Value as Json;

use crate::{
    Caller, Failure,
    api_keys::rotate::RotationRecord,
    evidence::{
        audit::{self, Deed},
        events::{Event, Kind, emit},
    },
    ground::{
        key::KeyRecord,
        store::{StoreError, Tx},
    },
};

/// Writes a deed on a key down. The detail, for the audit row, is the reason or the key's name.
///
/// # Errors
/// The store's trouble; the change then fails with it.
pub fn note_key(
    tx: &mut Tx<'_>,
    caller: &Caller,
    kind: Kind,
    key: &KeyRecord,
    detail: &str,
    at: Timestamp,
) -> Result<(), Failure> {
    let environment = key.environment;
    let deed = Deed { at, caller, action: action_of(kind)?, subject: &key.id, environment: Some(environment), detail };
    audit::append(tx, deed)?;
    let event = Event { organization_id: &key.organization_id, environment, kind, at };
    emit(tx, event, || Ok(without_counts(serde_json::to_value(key.view(at, Vec::new())).unwrap_or_default()))).map(drop)
}

/// Writes a deed on a rotation down, with both its keys as they are now.
///
/// # Errors
/// The store's trouble; the change then fails with it.
pub fn note_rotation(
    tx: &mut Tx<'_>,
    caller: &Caller,
    kind: Kind,
    rotation: &RotationRecord,
    at: Timestamp,
) -> Result<(), Failure> {
    let (environment, detail) = (rotation.environment, rotation.detail());
    let deed = Deed {
        at,
        caller,
        action: action_of(kind)?,
        subject: &rotation.id,
        environment: Some(environment),
        detail: &detail,
    };
    audit::append(tx, deed)?;
    let event = Event { organization_id: &rotation.organization_id, environment, kind, at };
    let both = || {
        let mut view = serde_json::to_value(rotation.view(tx.db, at)?).unwrap_or_default();
        for key in ["oldKey", "newKey"] {
            view[key] = without_counts(view[key].take());
        }
        Ok(view)
    };
    emit(tx, event, both).map(drop)
}

/// A key's calls are no part of what happened to it, and would be out of date on arrival.
fn without_counts(mut key: Json) -> Json {
    if let Some(fields) = key.as_object_mut() {
        fields.remove("callsByHour");
    }
    key
}

/// The deed of a kind of event about keys: they have one name.
fn action_of(kind: Kind) -> Result<AuditAction, StoreError> {
    kind.as_str().parse().map_err(|_| StoreError::Refused(format!("{} is no deed of the audit log", kind.as_str())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_event_about_keys_and_rotations_has_its_deed() {
        for kind in [
            Kind::KeyCreated,
            Kind::KeyConfirmed,
            Kind::KeyRetiring,
            Kind::KeyRevoked,
            Kind::KeyChanged,
            Kind::KeyQuarantined,
            Kind::KeyReleased,
            Kind::KeyExpired,
            Kind::KeyLeaked,
            Kind::RotationStarted,
            Kind::RotationHandedOver,
            Kind::RotationChanged,
            Kind::RotationFinished,
            Kind::RotationUndone,
        ] {
            assert_eq!(action_of(kind).unwrap().as_str(), kind.as_str());
        }
    }
}
