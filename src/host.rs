//! The outside: the disk, the clock, git and other sites. Everything that reads or writes is here
//! or in `cli`.
#![allow(
    clippy::disallowed_methods,
    reason = "this is the floor that is allowed to"
)]

pub mod cache;
pub mod create;
pub mod fix;
pub mod git;
pub mod outside;
pub mod pictures;
pub mod preview;
pub mod publish;
pub mod read;
pub mod watch;
