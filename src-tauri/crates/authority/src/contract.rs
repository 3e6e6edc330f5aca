//! The vendor's published contract in both environments: customers, orders, payouts, documents, onboarding, and the
//! sandbox's simulation of what lies behind them.
//!
//! **Owns** the money and the things of organizations. **Refuses** keys and people; nothing but the faces and the program
//! may import it, so that whoever reads the key service never meets an order.
//!
//! **Start reading** at [`customers`], then [`orders`].

pub mod applications;
pub mod customers;
pub mod documents;
pub mod money;
pub mod onboarding;
pub mod orders;
pub mod payouts;
pub mod provisioning;
pub mod transactions;

use std::sync::Arc;

use crate::ground::Ground;
use provisioning::Waiting;

/// The room's operations and what they keep in memory.
pub struct Contract {
    pub(crate) ground: Arc<Ground>,
    pub(crate) waiting: Waiting,
}

impl Contract {
    pub(crate) fn on(ground: Arc<Ground>) -> Self {
        Self { ground, waiting: Waiting::default() }
    }
}
