//! News: each committed change, told to who may see it, as it happens.
//!
//! A row of the audit log is what most news are: its number is the event's, so that whoever was away resumes from there.
//! [`line`] says what a row means and to whom; [`distribute`] brings it from the commits to the [`hub`], which keeps a bounded
//! queue for each listener; [`following`] is one listener's way, with what it missed read anew ([`replay`]). What has no
//! row is [`gathered`].

pub mod distribute;
pub mod following;
pub mod gathered;
pub mod hub;
pub mod line;
pub mod replay;

#[cfg(test)]
mod tests;
