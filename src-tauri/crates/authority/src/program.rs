//! Starts, listens, keeps up, stops; and the operator's work on a store that nobody serves: backup, restore, check.
//!
//! **Start reading** at [`run`], then [`serve`].

pub mod backup;
pub mod check;
pub mod run;
pub mod serve;
