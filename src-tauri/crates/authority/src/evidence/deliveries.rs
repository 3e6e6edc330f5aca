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
pub use list::{DeliveriesQuery, Delivery};
pub use schedule::ATTEMPTS_MAX;
pub use worker::deliver;
