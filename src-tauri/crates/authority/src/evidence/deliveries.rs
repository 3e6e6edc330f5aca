//! Deliveries: one event to one endpoint, at least once, in up to five attempts a round (Conduit Financial sheet,
//! section 11). They lie in the store from the commit of what they tell of until long after their end, so a restart
//! loses none.

mod address;
mod claim;
mod list;
mod prune;
mod resolve;
mod retry;
mod schedule;
mod send;
mod signature;
mod worker;

pub use address::{Reach, complaint_about_url};
pub use list::{DeliveriesQuery, find};
pub use schedule::ATTEMPTS_MAX;
pub use worker::deliver;

use keys::{Environment, Timestamp};

use crate::{
    evidence::{events::Namespace, news::gathered::DELIVERY_CHANGED},
    ground::{news::Told, store::Tx},
};

/// Tells whoever lists deliveries that one of them changed. Those of the public contract are in no list of management.
pub(crate) fn tell(
    tx: &Tx<'_>,
    (organization_id, environment, namespace): (&str, Environment, Namespace),
    id: &str,
    at: Timestamp,
) {
    if namespace == Namespace::Management {
        tx.tell(Told::without_row((organization_id, Some(environment)), DELIVERY_CHANGED, id, at));
    }
}
