//! The kinds of event there are.

use std::str::FromStr;

use keys::{
    environment::UnknownWord,
    wire::{EventType, EventTypes},
};

/// Whose events they are. Endpoints of one never receive those of the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Namespace {
    /// The public contract's: customers, orders, transactions.
    Public,
    /// Key management's. Ours: the vendor has no events about keys.
    Management,
}

impl Namespace {
    /// The word that stands in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Management => "management",
        }
    }

    /// The version that an event says of itself: the public one is the vendor's (Conduit Financial sheet, section 11).
    pub fn api_version(self) -> &'static str {
        match self {
            Self::Public => "2",
            Self::Management => "1",
        }
    }
}

impl FromStr for Namespace {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, UnknownWord> {
        [Self::Public, Self::Management].into_iter().find(|one| one.as_str() == word).ok_or(UnknownWord)
    }
}

macro_rules! kinds {
    ($($(#[doc = $words:literal])+ $kind:ident = $name:literal, $namespace:ident, $emitted:literal;)*) => {
        /// A kind of event.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Kind {
            $($(#[doc = $words])+ $kind,)*
        }

        impl Kind {
            /// All kinds.
            const ALL: &[Self] = &[$(Self::$kind),*];

            /// Its published name.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$kind => $name,)* }
            }

            /// Whose it is.
            pub fn namespace(self) -> Namespace {
                match self { $(Self::$kind => Namespace::$namespace,)* }
            }

            fn description(self) -> &'static str {
                match self { $(Self::$kind => concat!($($words),+).trim_ascii(),)* }
            }

            fn emitted(self) -> bool {
                match self { $(Self::$kind => $emitted,)* }
            }
        }
    };
}

// Every published kind that the sheet knows (section 11), then ours.
kinds! {
    /// An application was approved; its customer exists.
    ApplicationApproved = "application.approved", Public, true;
    /// An application was rejected.
    ApplicationRejected = "application.rejected", Public, true;
    /// A customer came from an approved application.
    CustomerCreated = "customer.created", Public, true;
    /// A customer was restricted.
    CustomerRestricted = "customer.restricted", Public, false;
    /// A virtual account can be used.
    VirtualAccountActivated = "virtual_account.activated", Public, false;
    /// A transaction was completed.
    TransactionCompleted = "transaction.completed", Public, true;
    /// A transaction failed.
    TransactionFailed = "transaction.failed", Public, true;
    /// A transaction was rejected.
    TransactionRejected = "transaction.rejected", Public, false;
    /// A transaction waits for facts about its sender.
    TransactionAwaitingSenderInformation = "transaction.awaiting_sender_information", Public, false;
    /// An order was executed.
    OrderSucceeded = "order.succeeded", Public, true;
    /// A link for an identity check was made.
    IdvLinkCreated = "idv_link.created", Public, false;
    /// A key was created. It is pending: refused until it is confirmed.
    KeyCreated = "key.created", Management, true;
    /// A key's secret was confirmed as saved: it may be used.
    KeyConfirmed = "key.confirmed", Management, true;
    /// A key is being rotated out; it is good until its grace is over or it is revoked.
    KeyRetiring = "key.retiring", Management, true;
    /// A key was revoked.
    KeyRevoked = "key.revoked", Management, true;
    /// What a key is limited to was changed: its spending limits, its addresses, its end.
    KeyChanged = "key.changed", Management, true;
    /// A key was put into quarantine: for a time it may only read.
    KeyQuarantined = "key.quarantined", Management, true;
    /// A key was released from its quarantine.
    KeyReleased = "key.released", Management, true;
    /// A key ended by itself, at its expiry.
    KeyExpired = "key.expired", Management, true;
    /// A key's secret was reported as leaked.
    KeyLeaked = "key.leaked", Management, true;
    /// A rotation began; the successor is pending.
    RotationStarted = "rotation.started", Management, true;
    /// The successor's secret was confirmed as saved: the old key's grace begins.
    RotationHandedOver = "rotation.handed_over", Management, true;
    /// When the old key ends by itself was chosen, changed or switched off.
    RotationChanged = "rotation.changed", Management, true;
    /// The old key was revoked: the rotation is over.
    RotationFinished = "rotation.finished", Management, true;
    /// The successor was revoked, and the old key is in service again.
    RotationUndone = "rotation.undone", Management, true;
    /// Something deserves a look; told once for as long as it holds.
    AlertRaised = "alert.raised", Management, true;
    /// A test delivery that somebody asked for. This authority's own, not the vendor's.
    Test = "webhook.test", Public, true;
}

impl Kind {
    /// Whether an endpoint of the namespace may receive it. A test delivery can be asked for in both.
    fn is_of(self, namespace: Namespace) -> bool {
        self == Self::Test || self.namespace() == namespace
    }
}

/// All kinds of event of a namespace. They fit on one page.
pub fn all_kinds(namespace: Namespace) -> EventTypes {
    let kinds = Kind::ALL.iter().filter(|kind| kind.is_of(namespace));
    let listed = |kind: &Kind| EventType {
        name: kind.as_str().to_owned(),
        description: kind.description().to_owned(),
        emitted: kind.emitted(),
    };
    EventTypes { data: kinds.map(listed).collect() }
}

/// Whether a name is one of a kind of the namespace.
pub fn is_known(name: &str, namespace: Namespace) -> bool {
    Kind::ALL.iter().any(|kind| kind.is_of(namespace) && kind.as_str() == name)
}
