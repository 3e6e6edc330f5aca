//! The few calls on the session bus that the keyring store does not make for us.

use std::fs;

use zbus::blocking::Connection;
use zbus::blocking::fdo::DBusProxy;
use zbus::export::serde::{Serialize, de::DeserializeOwned};
use zbus::message::Message;
use zbus::names::BusName;
use zbus::zvariant::{DynamicType, OwnedObjectPath, OwnedValue, Type};

use crate::VaultError;
use crate::error::Failure;

/// The Secret Service's name on the bus.
pub(crate) const SERVICE: &str = "org.freedesktop.secrets";
/// How the Secret Service says "none" where a path is due.
pub(crate) const NO_OBJECT: &str = "/";

/// Calls a method of the service itself; the bus starts the service if it must.
pub(crate) fn service_call(
    bus: &Connection,
    method: &str,
    body: &(impl Serialize + DynamicType),
) -> zbus::Result<Message> {
    bus.call_method(Some(SERVICE), "/org/freedesktop/secrets", Some("org.freedesktop.Secret.Service"), method, body)
}

/// The answer's contents.
pub(crate) fn body<T: DeserializeOwned + Type>(message: &Message) -> Result<T, Failure> {
    message
        .body()
        .deserialize()
        .map_err(|_| VaultError::Refused("it does not speak the Secret Service protocol").into())
}

/// Whether a collection is locked now; asked each time, never cached.
pub(crate) fn is_locked(bus: &Connection, collection: &OwnedObjectPath) -> zbus::Result<bool> {
    let property = ("org.freedesktop.Secret.Collection", "Locked");
    let answer =
        bus.call_method(Some(SERVICE), collection, Some("org.freedesktop.DBus.Properties"), "Get", &property)?;
    Ok(bool::try_from(answer.body().deserialize::<OwnedValue>()?)?)
}

/// Whether an error says that the object does not exist.
pub(crate) fn is_gone(error: &zbus::Error) -> bool {
    let name = error_name(error);
    name.ends_with(".NoSuchObject") || name.ends_with(".UnknownObject") || name.ends_with(".UnknownMethod")
}

/// Nobody offers the service and none can be started: missing. Anything else: the connection is worth rebuilding.
pub(crate) fn failure(error: zbus::Error) -> Failure {
    let name = error_name(&error);
    let nobody = name.ends_with(".ServiceUnknown") || name.ends_with(".NameHasNoOwner") || name.contains(".Spawn.");
    if nobody { VaultError::Missing.into() } else { Failure::Broken }
}

fn error_name(error: &zbus::Error) -> &str {
    match error {
        zbus::Error::MethodError(name, ..) => name.as_str(),
        _ => "",
    }
}

/// What to call the keychain: the program behind the service, where it can be told.
pub(crate) fn service_name(bus: &Connection) -> String {
    match program(bus).as_deref() {
        Some(comm) if comm.starts_with("gnome-keyring") => "Secret Service (GNOME Keyring)".to_owned(),
        Some(comm) if comm.starts_with("kwallet") || comm.starts_with("ksecret") => {
            "Secret Service (KDE Wallet)".to_owned()
        }
        Some(comm) if comm.starts_with("keepassxc") => "Secret Service (KeePassXC)".to_owned(),
        _ => "Secret Service".to_owned(),
    }
}

fn program(bus: &Connection) -> Option<String> {
    let pid = DBusProxy::new(bus).ok()?.get_connection_unix_process_id(BusName::try_from(SERVICE).ok()?).ok()?;
    fs::read_to_string(format!("/proc/{pid}/comm")).ok()
}
